using System.Collections.Concurrent;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// The fast path for load: a model <c>bench-2k</c>, <c>bench-100k</c>, <c>bench-1m</c> … answers bytes made once per size, dialect
/// and kind. The request is drained but not parsed, so that a benchmark measures what stands before this server.
/// </summary>
internal sealed class BenchAnswers
{
    private readonly ConcurrentDictionary<(WireFormat, string, bool), (byte[] First, byte[] Others)> _made = new();

    /// <summary>The bench model a body names, found without parsing; null for every other body.</summary>
    public static string? ModelIn(ReadOnlySpan<byte> body)
    {
        int at = body.IndexOf("\"bench-"u8);
        if (at < 0)
        {
            return null;
        }

        var rest = body[(at + 1)..];
        int end = rest.IndexOf((byte)'"');
        string name = end is > 0 and < 32 ? Encoding.ASCII.GetString(rest[..end]) : "";
        return Script.Parse(name).Act == ScriptAct.Bench ? name : null;
    }

    public static bool StreamIn(ReadOnlySpan<byte> body) => body.IndexOf("\"stream\":true"u8) >= 0 || body.IndexOf("\"stream\": true"u8) >= 0;

    public async Task SendAsync(HttpContext http, WireFormat format, string model, bool stream, Func<string, bool, SimulatedReply> reply, IVendorVoice voice)
    {
        var (first, rest) = _made.GetOrAdd((format, model, stream), _ => Make(reply(model, stream), voice, stream));
        http.Response.ContentType = stream ? "text/event-stream; charset=utf-8" : "application/json";
        if (!stream)
        {
            http.Response.ContentLength = rest.Length;
            await http.Response.Body.WriteAsync(rest);
            return;
        }

        await http.Response.Body.WriteAsync(first);
        await http.Response.Body.FlushAsync();
        await http.Response.Body.WriteAsync(rest);
    }

    private static (byte[] First, byte[] Others) Make(SimulatedReply reply, IVendorVoice voice, bool stream)
    {
        if (!stream)
        {
            return ([], Frame.Json(voice.Whole(reply)));
        }

        var first = new MemoryStream();
        var rest = new MemoryStream();
        bool content = false;
        foreach (var part in voice.Stream(reply))
        {
            (content ? rest : first).Write(part.Bytes);
            content |= part.Part == StreamPart.Content;
        }

        return (first.ToArray(), rest.ToArray());
    }
}
