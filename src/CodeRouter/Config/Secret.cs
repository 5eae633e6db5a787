namespace CodeRouter.Config;

/// <summary>A credential that cannot be formatted into a log by accident: only <see cref="Reveal"/> gives it out.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    public Secret(string value) => _value = value;

    /// <summary>The credential itself: for the wire only.</summary>
    public string Reveal() => _value;

    public override string ToString() => "•••";

    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);
}
