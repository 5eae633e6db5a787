using System.Runtime.CompilerServices;

namespace CodeRouter.Core;

/// <summary>Objects as a key: equal where all are the very same. Asking costs nothing by the length of strings among them.</summary>
internal readonly struct SameObjects(object first, object? second, object? third = null) : IEquatable<SameObjects>
{
    private object First => first;

    private object? Second => second;

    private object? Third => third;

    public bool Equals(SameObjects other) => ReferenceEquals(first, other.First) && ReferenceEquals(second, other.Second) && ReferenceEquals(third, other.Third);

    public override bool Equals(object? obj) => obj is SameObjects other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(first), RuntimeHelpers.GetHashCode(second), RuntimeHelpers.GetHashCode(third));
}
