using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Tests.Traffic;

/// <summary>One recorded exchange with a provider: what was sent, and the bytes that came back.</summary>
internal sealed class Recording
{
    private Recording(JsonElement line, WireFormat format, string operation)
    {
        var answer = line.GetProperty("response");
        Id = line.GetProperty("id").GetString()!;
        Format = format;
        Operation = operation;
        Model = line.GetProperty("model").GetString();
        Stream = line.GetProperty("stream").GetBoolean();
        Status = answer.GetProperty("status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : 200;
        Headers = Pairs(answer, "headers");
        if (line.GetProperty("request") is { ValueKind: JsonValueKind.Object } request)
        {
            Body = request.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object ? body.GetRawText() : null;
            Query = string.Join('&', Pairs(request, "query").Where(p => p.Key != "key").Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
            RequestHeaders = Pairs(request, "headers");
        }

        IsEvents = answer.TryGetProperty("sse", out var sse) && sse.ValueKind == JsonValueKind.String;
        Answer = Encoding.UTF8.GetBytes(IsEvents ? sse.GetString()! : answer.TryGetProperty("raw", out var raw) && raw.ValueKind == JsonValueKind.String ? raw.GetString()! : answer.GetProperty("body").GetRawText());
    }

    public string Id { get; }

    public WireFormat Format { get; }

    /// <summary>What the api's name says behind the format: generate, count, compact, embeddings.</summary>
    public string Operation { get; }

    public string? Model { get; }

    public bool Stream { get; }

    public string? Body { get; }

    public string Query { get; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; } = [];

    public int Status { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The answer's body is a text of server-sent events.</summary>
    public bool IsEvents { get; }

    public byte[] Answer { get; }

    public string ContentType => Headers.FirstOrDefault(h => h.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value
        ?? (IsEvents ? "text/event-stream" : "application/json");

    public static IEnumerable<Recording> Read(string file, WireFormat format, string operation, Func<JsonElement, bool>? only = null)
    {
        foreach (string text in File.ReadLines(file))
        {
            using var line = JsonDocument.Parse(text);
            if (only?.Invoke(line.RootElement) != false)
            {
                yield return new Recording(line.RootElement, format, operation);
            }
        }
    }

    /// <summary>The folder of recorded traffic, looked for upwards from the test's own.</summary>
    public static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string here = Path.Combine(at.FullName, "shared", "traffic");
            if (Directory.Exists(Path.Combine(here, "dev")))
            {
                return here;
            }
        }

        throw new DirectoryNotFoundException("no folder shared/traffic/dev above the tests: leave them out with the filter needs=shared");
    }

    private static List<KeyValuePair<string, string>> Pairs(JsonElement parent, string name)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        if (parent.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                pairs.Add(new(member.Name, member.Value.ValueKind == JsonValueKind.Array ? member.Value[0].ToString() : member.Value.ToString()));
            }
        }

        return pairs;
    }
}
