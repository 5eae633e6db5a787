namespace CodeRouter.Upstreams.Simulated;

public enum SimulatedEnding : byte { Pending, Answered, CallerLeft }

/// <summary>A request as it arrived, for tests to read back.</summary>
public sealed class SimulatedRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>With its question mark; empty when there is none.</summary>
    public required string Query { get; init; }

    /// <summary>By name, case-insensitive; several values of one name are joined by ", ".</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Whether the answer went out whole (as whole as its script lets it) or the caller left before.</summary>
    public SimulatedEnding Ending { get; internal set; }

    /// <summary>Status of the answer; 0 where the connection was closed instead.</summary>
    public int Status { get; internal set; }

    public string BodyText => System.Text.Encoding.UTF8.GetString(Body);
}
