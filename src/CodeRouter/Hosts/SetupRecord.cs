using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Hosts;

/// <summary>What a set-up wrote, kept in the data folder so that it can be taken back.</summary>
/// <param name="File">The settings file, as its owner names it.</param>
/// <param name="Backup">Copy of what stood there; null when there was no file.</param>
/// <param name="Hash">SHA-256 of what was written; empty where the file had been edited between two set-ups, and the copy is older than that.</param>
/// <param name="Values">SHA-256 of each value that was written, by its path: agents write into their settings too, and what they wrote is to stay.</param>
internal sealed record SetupRecord(string File, string? Backup, string Hash, IReadOnlyList<(IReadOnlyList<string> Path, string Hash)> Values)
{
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string HashOf(string value) => HashOf(Encoding.UTF8.GetBytes(value));

    public static SetupRecord? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            var root = document.RootElement;
            return new SetupRecord(root.GetProperty("file").GetString()!, root.GetProperty("backup").GetString(), root.GetProperty("sha256").GetString()!,
                root.TryGetProperty("values", out var values)
                    ? [.. values.EnumerateArray().Select(static v => ((IReadOnlyList<string>)[.. v.GetProperty("path").EnumerateArray().Select(static n => n.GetString()!)], v.GetProperty("sha256").GetString()!))]
                    : []);
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
            json.WriteStartArray("values");
            foreach (var (names, hash) in Values)
            {
                json.WriteStartObject();
                HostJson.Texts(json, "path", names);
                json.WriteString("sha256", hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
