using System.Text;

namespace CodeRouter.Hosts;

/// <summary>What came of writing or taking back. <paramref name="Problem"/> is null when it went well, else what to do.</summary>
public sealed record SetupResult(string? Problem, bool Changed, string? Backup);

/// <summary>
/// Writes a host's settings file: a byte copy first, then all at once under the same name, so that nobody ever reads half a file. Mode and
/// links stay. It can be taken back as long as nobody has edited the file since.
/// </summary>
/// <param name="records">Folder of the notes on what was written.</param>
public sealed class HostWriter(string records)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public SetupResult Write(string host, HostConfigFile file)
    {
        try
        {
            string target = Target(file.Path);
            byte[]? before = File.Exists(target) ? File.ReadAllBytes(target) : null;
            byte[] after = Edit(file, before ?? []);
            if (before is not null && after.AsSpan().SequenceEqual(before))
            {
                return new SetupResult(null, false, null);
            }

            var known = SetupRecord.Read(RecordOf(host));

            // Ours as it stands: what there was before us is already kept.
            bool ours = before is not null && known is not null && known.File == file.Path && known.Hash == SetupRecord.HashOf(before);
            string? backup = ours ? known!.Backup : before is null ? null : Backup(file.Path, target, before);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Replace(target, after);
            new SetupRecord(file.Path, backup, SetupRecord.HashOf(after)).Write(RecordOf(host));
            return new SetupResult(null, true, backup);
        }
        catch (Exception e) when (Why(file, e) is { } why)
        {
            return new SetupResult(why, false, null);
        }
    }

    /// <summary>Why a file would not be written, with what to do; null when it would be. Nothing is touched.</summary>
    public static string? Refusal(HostConfigFile file)
    {
        try
        {
            string target = Target(file.Path);
            _ = Edit(file, File.Exists(target) ? File.ReadAllBytes(target) : []);
            return null;
        }
        catch (Exception e) when (Why(file, e) is { } why)
        {
            return why;
        }
    }

    private static string? Why(HostConfigFile file, Exception e) => e switch
    {
        FormatException => $"{file.Path} is left as it is: {e.Message.TrimEnd('.')}. Repair it, or add the lines of --print by hand.",
        DecoderFallbackException => $"{file.Path} is left as it is: it is not UTF-8 text. Repair it, or add the lines of --print by hand.",
        IOException or UnauthorizedAccessException => $"{file.Path} cannot be written: {e.Message.TrimEnd('.')}. Make it writable, or add the lines of --print by hand.",
        _ => null,
    };

    public SetupResult Undo(string host)
    {
        if (SetupRecord.Read(RecordOf(host)) is not { } record)
        {
            return new SetupResult(null, false, null);
        }

        try
        {
            string target = Target(record.File);
            if (!File.Exists(target) || SetupRecord.HashOf(File.ReadAllBytes(target)) != record.Hash)
            {
                string kept = record.Backup is null ? "there was no file before the set-up" : $"what stood there before is in {record.Backup}";
                return new SetupResult($"{record.File} was edited since the set-up and is left as it is; {kept}. Take the gateway's lines out by hand.", false, record.Backup);
            }

            if (record.Backup is null)
            {
                File.Delete(target);
            }
            else if (File.Exists(record.Backup))
            {
                Replace(target, File.ReadAllBytes(record.Backup));
                File.Delete(record.Backup);
            }
            else
            {
                return new SetupResult($"{record.Backup} is gone, so {record.File} cannot be restored. Take the gateway's lines out by hand.", false, null);
            }

            File.Delete(RecordOf(host));
            return new SetupResult(null, true, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SetupResult($"{record.File} cannot be restored: {e.Message.TrimEnd('.')}. Make it writable and try again.", false, record.Backup);
        }
    }

    private string RecordOf(string host) => Path.Combine(records, host + ".json");

    // Behind every link: the link itself stays one.
    private static string Target(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    private static byte[] Edit(HostConfigFile file, byte[] before)
    {
        bool marked = before.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        string text = Strict.GetString(before, marked ? 3 : 0, before.Length - (marked ? 3 : 0));
        byte[] after = Strict.GetBytes(file.Format.Apply(text, file.Edits));
        return marked ? [.. Encoding.UTF8.Preamble, .. after] : after;
    }

    private static string Backup(string path, string target, byte[] before)
    {
        string backup = path + ".coderouter.bak";
        for (int i = 2; File.Exists(backup); i++)
        {
            backup = $"{path}.coderouter.bak{i}";
        }

        Create(backup, before, ModeOf(target));
        return backup;
    }

    private static void Replace(string target, byte[] bytes)
    {
        string beside = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            Create(beside, bytes, ModeOf(target));
            File.Move(beside, target, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    // New files may hold a key: nobody else's to read.
    private static UnixFileMode? ModeOf(string file) =>
        OperatingSystem.IsWindows() ? null : File.Exists(file) ? File.GetUnixFileMode(file) : UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static void Create(string path, byte[] bytes, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var stream = new FileStream(path, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        if (mode is { } exact && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, exact);
        }
    }
}
