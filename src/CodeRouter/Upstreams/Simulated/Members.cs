namespace CodeRouter.Upstreams.Simulated;

/// <summary>A JSON object whose members depend on the case, in the order they are set.</summary>
internal sealed class Members() : Dictionary<string, object?>(StringComparer.Ordinal);
