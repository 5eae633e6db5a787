namespace CodeRouter.Cli;

/// <summary>What is said of a disk, a folder or a database that fails, with what helps.</summary>
internal static class Trouble
{
    public static string Of(Exception e) => e is UnauthorizedAccessException
        ? $"{e.Message.TrimEnd('.')}. Make it writable, or name another folder with --data."
        : $"{e.Message.TrimEnd('.')}. coderouter doctor tells more.";
}
