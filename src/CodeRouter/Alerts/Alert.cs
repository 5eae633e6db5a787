namespace CodeRouter.Alerts;

/// <summary>Something a person should hear of.</summary>
/// <param name="Kind">budget | runaway | loop | price | channel</param>
/// <param name="Key">What it is about, exactly: the same key again is not told again for a while.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What happened and what can be done, in words.</param>
/// <param name="Facts">The same for programs.</param>
public sealed record Alert(string Kind, string Key, string Subject, string Text, IReadOnlyDictionary<string, string> Facts);

/// <summary>One way to tell it. Throws where it could not be told; it is tried again then.</summary>
public interface IAlertWay
{
    /// <summary>The key of the configuration that asks for it.</summary>
    string Setting { get; }

    Task SendAsync(Alert alert, DateTimeOffset at, CancellationToken cancellationToken);
}
