using System.Text;
using CodeRouter.Hosts.Files;

namespace CodeRouter.Hosts;

/// <summary>What came of writing or taking back. <paramref name="Problem"/> is null when it went well, else what to do.</summary>
/// <param name="Kept">File that was edited since, and keeps those edits; null where it is byte for byte as before.</param>
public sealed record SetupResult(string? Problem, bool Changed, string? Backup, string? Kept = null);

/// <summary>
/// Writes a host's settings file: a byte copy first, then all at once under the same name, so that nobody ever reads half a file. Mode and
/// links stay. It can be taken back: byte for byte, or value for value where the file was edited since.
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

            // Ours as it stands, or as its agent has edited it: what there was before us is already kept.
            bool same = before is not null && known is not null && known.File == file.Path && known.Hash == SetupRecord.HashOf(before);
            bool ours = same || (before is not null && known is not null && known.File == file.Path && Standing(known, file.Format, Text(before).Text).Any());
            string? backup = ours ? known!.Backup : before is null ? null : Backup(file.Path, target, before);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Replace(target, after);
            new SetupRecord(file.Path, backup, ours && !same ? "" : SetupRecord.HashOf(after), Values(file, Text(after).Text, ours ? known!.Values : [])).Write(RecordOf(host));
            return new SetupResult(null, true, backup);
        }
        catch (Exception e) when (Why(file, e) is { } why)
        {
            return new SetupResult(why, false, null);
        }
    }

    /// <param name="earlier">Of set-ups before, which may have set more.</param>
    private static IReadOnlyList<(IReadOnlyList<string> Path, string Hash)> Values(HostConfigFile file, string written, IReadOnlyList<(IReadOnlyList<string> Path, string Hash)> earlier) =>
    [
        .. file.Edits.Select(e => (e.Path, Value: file.Format.Value(written, e.Path))).Where(static v => v.Value is not null).Select(static v => (v.Path, SetupRecord.HashOf(v.Value!))),
        .. earlier.Where(v => !file.Edits.Any(e => e.Path.SequenceEqual(v.Path, StringComparer.Ordinal))),
    ];

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

    /// <param name="format">Of the file; null where it is taken back as a whole or not at all.</param>
    public SetupResult Undo(string host, ISettingsFormat? format)
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
                if (format is not null && record.Values.Count > 0 && File.Exists(target) && (record.Backup is null || File.Exists(record.Backup)))
                {
                    TakeOut(record, format, target);
                    File.Delete(RecordOf(host));
                    return new SetupResult(null, true, null, record.File);
                }

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
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return new SetupResult($"{record.File} was edited since the set-up and is left as it is: {e.Message.TrimEnd('.')}. Repair it and try again.", false, record.Backup);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SetupResult($"{record.File} cannot be restored: {e.Message.TrimEnd('.')}. Make it writable and try again.", false, record.Backup);
        }
    }

    // What somebody has changed since is his, and stays with all else.
    private static void TakeOut(SetupRecord record, ISettingsFormat format, string target)
    {
        var (text, marked) = Text(File.ReadAllBytes(target));
        string before = record.Backup is null ? "" : Text(File.ReadAllBytes(record.Backup)).Text;
        foreach (var path in Standing(record, format, text).ToList())
        {
            text = format.Restore(text, path, before);
        }

        Replace(target, Bytes(text, marked));
        if (record.Backup is not null)
        {
            File.Delete(record.Backup);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Standing(SetupRecord record, ISettingsFormat format, string text) =>
        record.Values.Where(v => format.Value(text, v.Path) is { } now && SetupRecord.HashOf(now) == v.Hash).Select(static v => v.Path);

    private string RecordOf(string host) => Path.Combine(records, host + ".json");

    // Behind every link: the link itself stays one.
    private static string Target(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    private static byte[] Edit(HostConfigFile file, byte[] before)
    {
        var (text, marked) = Text(before);
        return Bytes(file.Format.Apply(text, file.Edits), marked);
    }

    private static (string Text, bool Marked) Text(byte[] bytes)
    {
        bool marked = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        return (Strict.GetString(bytes, marked ? 3 : 0, bytes.Length - (marked ? 3 : 0)), marked);
    }

    private static byte[] Bytes(string text, bool marked) => marked ? [.. Encoding.UTF8.Preamble, .. Strict.GetBytes(text)] : Strict.GetBytes(text);

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
