using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary>What is said of a disk, a folder or a database that fails, with what helps.</summary>
internal static class Trouble
{
    // As the system numbers them (EROFS, ENOSPC, ERROR_DISK_FULL).
    private const int ReadOnly = 30;
    private const int Full = 28;
    private const int FullOnWindows = unchecked((int)0x80070070);

    public static string Of(Exception e) => e is DataFolderInUseException or StoreRefusal ? e.Message : $"{e.Message.TrimEnd('.')}. {RemedyOf(e) ?? "coderouter doctor tells more."}";

    /// <summary>What helps, where that is known; null else.</summary>
    public static string? RemedyOf(Exception e) => e switch
    {
        UnauthorizedAccessException => "Make it writable, or name another folder with --data.",
        IOException { HResult: ReadOnly } => "Make it writable, or name another folder with --data.",
        IOException { HResult: Full or FullOnWindows } => "Free some space on its disk, or name another folder with --data.",
        SqliteFailure failure => failure.Remedy,
        StoreRefusal refusal => refusal.Remedy,
        _ => null,
    };
}
