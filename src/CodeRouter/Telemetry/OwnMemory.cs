using System.Runtime.InteropServices;

namespace CodeRouter.Telemetry;

/// <inheritdoc/>
internal sealed partial class OwnMemory : IOwnMemory
{
    private readonly bool _hasTrim = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    public long AllocatedBytes => GC.GetTotalAllocatedBytes();

    public void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (_hasTrim)
        {
            _ = MallocTrim(0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
