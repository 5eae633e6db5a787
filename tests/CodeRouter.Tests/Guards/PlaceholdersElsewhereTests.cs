using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using CodeRouter.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>A placeholder that one gateway made stands for its value at another one, and after a restart; and nothing else ever has the value.</summary>
public sealed partial class PlaceholdersElsewhereTests : IDisposable
{
    // Made up; the form is AWS's.
    private const string Secret = "AKIAQ9B6JRYXWUXWP1ER";
    private const string Other = "AKIAZ7W3KQTRVBNMX2LD";
    private readonly List<ServedFolder> _folders = [];
    private readonly ConcurrentBag<byte[]> _traced = [];
    private string _name = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.ForEach(static f => f.Dispose());

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_later_step_elsewhere_is_restored_though_it_does_not_bring_the_value(bool shared, bool stream)
    {
        await using var upstream = await BareUpstream.StartAsync(AnswerAsync);
        string? address = shared ? await (await PostgresServer.SharedAsync()).NewDatabaseAsync() : null;
        var first = Folder(upstream.BaseUri, address);
        await using (var one = Start(first))
        {
            string said = await AskAsync(one, $$"""{"model":"sim","input":"my key is {{Secret}}, keep it"}""");
            Assert.Contains("noted", said, StringComparison.Ordinal);
            Assert.NotEqual("", _name);
            if (!shared)
            {
                one.Signal("TERM");
                await one.ExitAsync();
            }
        }

        await using var two = Start(shared ? Folder(upstream.BaseUri, address) : first);
        string again = await AskAsync(two, $$"""{"model":"sim","previous_response_id":"resp_1","input":"which one was it?","stream":{{(stream ? "true" : "false")}}}""");
        Assert.Contains(stream ? "response.completed" : "completed", again, StringComparison.Ordinal);
        Assert.DoesNotContain("REDACTED_", again, StringComparison.Ordinal);
        Assert.Contains(Secret, stream ? string.Concat(Deltas().Matches(again).Select(static m => m.Groups["said"].Value)) : again, StringComparison.Ordinal);

        // Another session is told nothing.
        Assert.Contains("REDACTED_", await AskAsync(two, """{"model":"sim","previous_response_id":"resp_1","input":"and?"}""", "another"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_redacted_lies_in_no_file_log_trace_metric_or_decision()
    {
        await using var upstream = await BareUpstream.StartAsync(AnswerAsync);
        var folder = Folder(upstream.BaseUri, null, "cache: {exact: true}");
        string all;
        await using (var program = Start(folder, ("OTEL_EXPORTER_OTLP_ENDPOINT", upstream.BaseUri.AbsoluteUri), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            foreach (string ask in (string[])["leak", "leak", $"my key is {Secret}, keep it", "leak as a stream"])
            {
                string said = await AskAsync(program, $$"""{"model":"sim","input":{{JsonSerializer.Serialize(ask)}},"stream":{{(ask.EndsWith("stream", StringComparison.Ordinal) ? "true" : "false")}}}""");
                Assert.DoesNotContain(Other, said, StringComparison.Ordinal);
            }

            using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
            all = await http.GetStringAsync("/metrics", Cancel) + await http.GetStringAsync("/v1/coderoute/usage", Cancel) + await http.GetStringAsync("/dashboard/guards", Cancel);
            program.Signal("TERM");
            await program.ExitAsync();
            all += program.Output + program.Errors;
        }

        Assert.Contains("aws access key id", all, StringComparison.Ordinal);
        foreach (string value in (string[])[Secret, Other])
        {
            Assert.DoesNotContain(value, all, StringComparison.Ordinal);
            foreach (string file in Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories))
            {
                Assert.True((await File.ReadAllBytesAsync(file, Cancel)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(value)) < 0, file);
            }

            Assert.All(_traced, t => Assert.True(t.AsSpan().IndexOf(Encoding.ASCII.GetBytes(value)) < 0));
        }
    }

    private ServedFolder Folder(Uri upstream, string? postgres, string more = "")
    {
        var folder = new ServedFolder();
        _folders.Add(folder);
        string storage = postgres is null ? "" : "storage: {postgres: \"" + postgres + "\"}";
        folder.Write($$"""
            version: v0.1
            listeners: [{name: main, address: 127.0.0.1, port: 8899, timeout: 60s}]
            {{storage}}
            {{more}}
            guards: {secrets: redact, answers: {secrets: redact} }
            providers:
              models:
                - {name: sim, api_format: responses, tier: balanced, endpoints: [{name: main, endpoint: "{{upstream.Authority}}", protocol: http, access_key: k}]}
                - {name: far, api_format: anthropic, tier: balanced, endpoints: [{name: main, endpoint: "127.0.0.1:9", protocol: http, access_key: k}]}
            """);
        return folder;
    }

    private static RunningProgram Start(ServedFolder folder, params (string, string)[] more) => RunningProgram.Start(folder.Serve(), [("CODEROUTER_MASTER_KEY", "the same everywhere"), .. more]);

    private static async Task<string> AskAsync(RunningProgram program, string body, string session = "one")
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await program.ListeningAsync(), Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = GatewayRig.JsonContent(body) };
        request.Headers.Add("X-CodeRouter-Session", session);
        using var answer = await http.SendAsync(request, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    // Remembers the placeholder it was told, and says it when it is asked; or says what nobody told it.
    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        if (!body.StartsWith('{'))
        {
            _traced.Add(Encoding.Latin1.GetBytes(body));
            return;
        }

        Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
        _name = Name().Match(body) is { Success: true } match ? match.Value : _name;
        string text = body.Contains("leak", StringComparison.Ordinal) ? $"Here: {Other}." : body.Contains("previous_response_id", StringComparison.Ordinal) ? $"It was {_name}." : "noted";
        string item = $$"""{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"{{text}}","annotations":[]}]}""";
        string whole = $$"""{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"sim","output":[{{item}}],"usage":{"input_tokens":5,"output_tokens":5,"total_tokens":10} }""";
        if (!body.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(whole, http.RequestAborted);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        var events = new List<(string, string)> { ("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","model":"sim","output":[]}}""") };
        events.Add(("response.output_item.added", """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message","id":"msg_1","role":"assistant","status":"in_progress","content":[]}}"""));
        for (int at = 0; at < text.Length; at += 4)
        {
            events.Add(("response.output_text.delta", $$"""{"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{text.Substring(at, Math.Min(4, text.Length - at))}}"}"""));
        }

        events.Add(("response.output_text.done", $$"""{"type":"response.output_text.done","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"text":"{{text}}"}"""));
        events.Add(("response.output_item.done", $$"""{"type":"response.output_item.done","sequence_number":4,"output_index":0,"item":{{item}}}"""));
        events.Add(("response.completed", $$"""{"type":"response.completed","sequence_number":5,"response":{{whole}}}"""));
        foreach (var (name, data) in events)
        {
            await http.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    [GeneratedRegex("REDACTED_AWS_ACCESS_KEY_ID_[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("\"content_index\":0,\"delta\":\"(?<said>[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Deltas();
}
