namespace CodeRouter.Cache;

/// <summary>What one request has to do with the cache.</summary>
/// <param name="Word">hit, miss or bypass: the caller is told.</param>
/// <param name="Tenant">Empty on a bypass.</param>
/// <param name="Key">Empty on a bypass.</param>
public sealed record CacheUse(string Word, string Tenant = "", string Key = "")
{
    public static CacheUse Bypass { get; } = new("bypass");

    /// <summary>What it asks, where questions in other words may ask the same; null where only an equal one can.</summary>
    public Asked? Asked { get; init; }

    /// <summary>Under what others wait for it.</summary>
    public string Flight => Asked is { } asked ? asked.Scope + "\n" + asked.Gist : Key;

    /// <summary>Others with the same question wait for this one.</summary>
    public bool Leads { get; init; }

    /// <summary>A copy of the answer's stream, while it goes out.</summary>
    public CopyingWriter? Stream { get; set; }

    /// <summary>The whole answer, where it was no stream.</summary>
    public ReadOnlyMemory<byte>? Whole { get; set; }
}
