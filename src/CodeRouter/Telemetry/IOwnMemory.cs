namespace CodeRouter.Telemetry;

/// <summary>The memory of this process.</summary>
internal interface IOwnMemory
{
    /// <summary>Ever allocated since the start; only grows.</summary>
    long AllocatedBytes { get; }

    /// <summary>Gives what is not used back to the system. Takes some milliseconds, in which nothing else runs.</summary>
    void GiveBack();
}
