using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Cli;

/// <summary>What is said of a disk, a folder or a database that fails, with what helps.</summary>
internal static class Trouble
{
    public static string Of(Exception e) => e is DataFolderInUseException ? e.Message : $"{e.Message.TrimEnd('.')}. {RemedyOf(e) ?? "coderouter doctor tells more."}";

    /// <summary>What helps, where that is known; null else.</summary>
    public static string? RemedyOf(Exception e) => e switch
    {
        UnauthorizedAccessException => "Make it writable, or name another folder with --data.",
        SqliteFailure failure => failure.Remedy,
        _ => null,
    };
}
