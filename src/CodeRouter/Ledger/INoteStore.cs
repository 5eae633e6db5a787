namespace CodeRouter.Ledger;

/// <summary>
/// Small documents by name, kept where the books are, so that every gateway over one store sees the same: policies as they were, what
/// outcomes taught, whether routing is paused.
/// </summary>
public interface INoteStore
{
    /// <summary>The document; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Writes or replaces it.</summary>
    void Write(string name, byte[] value, DateTimeOffset at);
}
