using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>One recorded exchange with a provider.</summary>
internal sealed record Recording(string Id, string Api, string Provider, int Status, byte[]? Request, string? Path, byte[]? Body, string? Sse, IReadOnlyList<string> Features)
{
    public bool Has(string feature) => Features.Contains(feature, StringComparer.Ordinal);

    public override string ToString() => Id;
}

internal sealed record SseEvent(byte[] Name, byte[] Data);

/// <summary>Reads the recordings that lie beside the repository, in place.</summary>
internal static class Recordings
{
    public static string Root { get; } = FindRoot();

    private static readonly ConcurrentDictionary<string, IReadOnlyList<Recording>> Known = new(StringComparer.Ordinal);

    public static IReadOnlyList<Recording> Of(string api) => Known.GetOrAdd(api, a => [.. Load(a)]);

    private static IEnumerable<Recording> Load(string api)
    {
        foreach (string line in File.ReadLines(Path.Combine(Root, api + ".jsonl")))
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
            var root = document.RootElement;
            var response = root.GetProperty("response");
            byte[]? request = null;
            string? path = null;
            if (root.TryGetProperty("request", out var sent) && sent.ValueKind == JsonValueKind.Object)
            {
                path = sent.TryGetProperty("path", out var p) ? p.GetString() : null;
                request = sent.TryGetProperty("body", out var b) && b.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(b.GetRawText()) : null;
            }

            byte[]? body = response.TryGetProperty("raw", out var raw) && raw.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(raw.GetString()!)
                : response.TryGetProperty("body", out var json) ? Encoding.UTF8.GetBytes(json.GetRawText()) : null;
            string? sse = response.TryGetProperty("sse", out var events) ? events.GetString() : null;
            yield return new Recording(
                root.GetProperty("id").GetString()!,
                api,
                root.GetProperty("provider").GetString() ?? "",
                response.GetProperty("status").GetInt32(),
                request,
                path,
                body,
                sse,
                [.. root.GetProperty("features").EnumerateArray().Select(f => f.GetString()!)]);
        }
    }

    public static WireFormat FormatOf(string api) => api switch
    {
        "openai.chat" => WireFormat.OpenAIChat,
        "openai.responses" => WireFormat.OpenAIResponses,
        "anthropic.messages" => WireFormat.AnthropicMessages,
        _ => WireFormat.Gemini,
    };

    public static RequestView View(Recording recording) => View(FormatOf(recording.Api), recording.Request!, recording.Path ?? "");

    public static RequestView View(WireFormat format, byte[] body, string path = "")
    {
        var scan = JsonScanner.Scan(body);
        if (scan.Problem != ScanProblem.None)
        {
            throw new InvalidDataException($"The body is no request: {scan.Problem} at byte {scan.ProblemAt}.");
        }

        string model = new JsonSpan(Slice(body, scan.Find(body, "model"u8))).Text() ?? "";
        bool stream = new JsonSpan(Slice(body, scan.Find(body, "stream"u8))).IsTrue || path.Contains("streamGenerate", StringComparison.Ordinal);
        return new RequestView(format, body, scan, new NoHeaders(), path, model, stream);
    }

    public static List<SseEvent> Events(string sse)
    {
        var events = new List<SseEvent>();
        string name = "";
        var data = new List<string>();
        foreach (string line in (sse + "\n\n").ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    events.Add(new SseEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(string.Join('\n', data))));
                }

                name = "";
                data.Clear();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Add(line.AsSpan(5).TrimStart(' ').ToString());
            }
            else if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                name = line[6..].Trim();
            }
        }

        return events;
    }

    private static ReadOnlySpan<byte> Slice(byte[] body, Slice slice) => body.AsSpan(slice.Start, slice.Length);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string found = Path.Combine(folder.FullName, "shared", "traffic", "dev");
            if (Directory.Exists(found))
            {
                return found;
            }
        }

        return "";
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public string? this[string name] => null;
    }
}
