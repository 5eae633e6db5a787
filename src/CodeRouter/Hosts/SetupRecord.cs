using System.Security.Cryptography;
using System.Text.Json;

namespace CodeRouter.Hosts;

/// <summary>What a set-up wrote, kept in the data folder so that it can be taken back.</summary>
/// <param name="File">The settings file, as its owner names it.</param>
/// <param name="Backup">Copy of what stood there; null when there was no file.</param>
/// <param name="Hash">SHA-256 of what was written.</param>
internal sealed record SetupRecord(string File, string? Backup, string Hash)
{
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static SetupRecord? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            var root = document.RootElement;
            return new SetupRecord(root.GetProperty("file").GetString()!, root.GetProperty("backup").GetString(), root.GetProperty("sha256").GetString()!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, HostJson.Write(json =>
        {
            json.WriteString("file", File);
            json.WriteString("backup", Backup);
            json.WriteString("sha256", Hash);
        }));
    }
}
