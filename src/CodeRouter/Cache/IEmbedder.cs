namespace CodeRouter.Cache;

/// <summary>Makes of a text a direction of length 1, so that texts alike point alike.</summary>
public interface IEmbedder
{
    /// <summary>Which space the vectors live in: those of two spaces are never compared.</summary>
    string Space { get; }

    /// <summary>Null where it cannot be had now: the server is down, slow, or may not see the text.</summary>
    ValueTask<float[]?> EmbedAsync(string text, CancellationToken aborted);
}
