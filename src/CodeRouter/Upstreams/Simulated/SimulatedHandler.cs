using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>One request from its first header to its last byte.</summary>
internal sealed class SimulatedHandler(SimulatedOptions options, Action<SimulatedRequest> keep)
{
    private readonly Dictionary<WireFormat, IVendorVoice> _voices = new()
    {
        [WireFormat.OpenAIChat] = new ChatVoice(),
        [WireFormat.OpenAIResponses] = new ResponsesVoice(),
        [WireFormat.AnthropicMessages] = new AnthropicVoice(),
        [WireFormat.Gemini] = new GeminiVoice(),
    };

    private readonly PromptCache _cache = new(options.Clock);
    private readonly Attempts _attempts = new();
    private readonly VendorIds _ids = new();
    private readonly BenchAnswers _bench = new();

    public async Task HandleAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        byte[] rented = await ReadBodyAsync(http);
        int length = (int)http.Items[BodyLength]!;
        try
        {
            if (SimulatedRoute.Of(path) is not { } route)
            {
                await SendListAsync(http, Recorded(http, path, rented.AsSpan(0, length)));
                return;
            }

            var voice = _voices[route.Format];
            if (route.Operation == SimulatedOperation.Generate && BenchModel(route, rented.AsSpan(0, length)) is { } model)
            {
                bool stream = route.Model is null ? BenchAnswers.StreamIn(rented.AsSpan(0, length)) : route.Stream;
                await _bench.SendAsync(http, route.Format, model, stream, (m, s) => BenchReply(route, m, s), voice);
                return;
            }

            var request = Recorded(http, path, rented.AsSpan(0, length));
            await AnswerAsync(http, route, voice, request);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private async Task AnswerAsync(HttpContext http, SimulatedRoute route, IVendorVoice voice, SimulatedRequest request)
    {
        string requestId = _ids.Next(route.Format == WireFormat.AnthropicMessages ? "req_011C" : "req_", 20);
        foreach (var (name, value) in voice.Headers(requestId, options.Clock.GetUtcNow()))
        {
            http.Response.Headers[name] = value;
        }

        try
        {
            if (CallReader.Read(request, route, options, _attempts, out var refusal) is not { } call)
            {
                await RefuseAsync(http, voice, refusal!, requestId, null);
            }
            else
            {
                await PlayAsync(http, voice, call, requestId);
            }

            request.Ending = SimulatedEnding.Answered;
            request.Status = http.Response.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            request.Ending = SimulatedEnding.CallerLeft;
            request.Status = http.Response.HasStarted ? http.Response.StatusCode : 0;
            http.Abort();
        }
    }

    private async Task PlayAsync(HttpContext http, IVendorVoice voice, SimulatedCall call, string requestId)
    {
        switch (call.Script)
        {
            case { Act: ScriptAct.Reset }:
                Wire.Reset(http);
                return;
            case { Act: ScriptAct.Refuse }:
                Wire.Close(http);
                return;
            case { Act: ScriptAct.Hangs }:
                await Wire.Silence(http);
                return;
            case { Act: ScriptAct.Status, Number: var status, RetryAfter: var after }:
                await RefuseAsync(http, voice, VendorErrors.Of(call.Format, status, call.Model, call.Operation), requestId, after);
                return;
            case { Act: ScriptAct.Overflow }:
                await RefuseAsync(http, voice, VendorErrors.Overflow(call.Format), requestId, null);
                return;
            case { Act: ScriptAct.RefusesUsage } when call.Body.Has("stream_options"):
                await RefuseAsync(http, voice, new(400, "Unrecognized request argument supplied: stream_options", null, "stream_options"), requestId, null);
                return;
            case { Act: ScriptAct.NotJson }:
                http.Response.ContentType = call.Stream ? "text/event-stream" : "application/json";
                await http.Response.WriteAsync("<html><body><h1>Welcome to the captive portal</h1></body></html>\n", http.RequestAborted);
                return;
            case { Act: ScriptAct.Empty }:
                http.Response.ContentType = call.Stream ? "text/event-stream" : "application/json";
                return;
        }

        if (options.Strict && call.Operation != SimulatedOperation.Embed && voice.Refuse(call) is { } refusal)
        {
            await RefuseAsync(http, voice, refusal, requestId, null);
            return;
        }

        var prompt = PromptSegments.Read(call.Format, call.Body);
        long now = options.Clock.GetUtcNow().ToUnixTimeSeconds();
        if (call.Operation != SimulatedOperation.Generate)
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(Frame.Json(SideAnswers.Of(call, Math.Max(1, prompt.Sum(s => s.Tokens)), _ids, now)), http.RequestAborted);
            return;
        }

        var answer = options.Answers?.Invoke(call) ?? DefaultAnswers.Of(call);
        var reply = Reply(call, answer, _cache.Account(call.Format, call.Model, prompt), requestId, now);
        int pieces = (int)Math.Min(10_000, (answer.Text.Length + answer.ToolCalls.Sum(c => c.Arguments.Length)) / SimulatedReply.ChunkChars + 1);
        var pace = Pace.Of(call, options, (int)reply.Usage.Output, pieces);
        await (call.Stream ? new StreamPlayer(http, reply, voice, pace).PlayAsync() : new WholePlayer(http, reply, voice, pace, pieces).PlayAsync());
    }

    private SimulatedReply Reply(SimulatedCall call, SimulatedAnswer answer, Usage input, string requestId, long now)
    {
        long reasoning = ((answer.Reasoning?.Length ?? 0) + 3) / 4;
        long written = (answer.Text.Length + answer.FillerBytes + answer.ToolCalls.Sum(c => c.Name.Length + c.Arguments.Length + 24L) + 3) / 4;
        return new SimulatedReply
        {
            Call = call,
            Answer = answer,
            Ids = _ids,
            Usage = input with { Output = answer.OutputTokens ?? Math.Max(1, reasoning + written), Reasoning = reasoning },
            Created = now,
            RequestId = requestId,
        };
    }

    private SimulatedReply BenchReply(SimulatedRoute route, string model, bool stream)
    {
        var request = new SimulatedRequest { Method = "POST", Path = "", Query = "", Headers = new Dictionary<string, string>(StringComparer.Ordinal), Body = [] };
        var call = new SimulatedCall { Format = route.Format, Operation = route.Operation, Model = model, Stream = stream, Body = Frame.Parse("{\"stream_options\":{\"include_usage\":true}}"), Request = request, Attempt = 1, Script = Script.Parse(model) };
        return Reply(call, DefaultAnswers.Of(call), new Usage(512, 0, 0, 0, 0, 0), "req_bench", 1_767_225_600);
    }

    private static string? BenchModel(SimulatedRoute route, ReadOnlySpan<byte> body) =>
        route.Model is { } named ? (Script.Parse(named).Act == ScriptAct.Bench ? named : null) : BenchAnswers.ModelIn(body);

    private static async Task RefuseAsync(HttpContext http, IVendorVoice voice, VendorRefusal refusal, string requestId, int? retryAfter)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        if (retryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await http.Response.Body.WriteAsync(Frame.Json(voice.Error(refusal, requestId)), http.RequestAborted);
    }

    private static async Task SendListAsync(HttpContext http, SimulatedRequest request)
    {
        object? list = request.Path switch
        {
            "/v1/models" when request.Headers.ContainsKey("anthropic-version") => ModelLists.Anthropic(),
            "/v1/models" => ModelLists.OpenAI(),
            "/v1beta/models" => ModelLists.Gemini(),
            _ => null,
        };
        http.Response.StatusCode = request.Status = list is null ? 404 : 200;
        http.Response.ContentType = "application/json";
        request.Ending = SimulatedEnding.Answered;
        await http.Response.Body.WriteAsync(Frame.Json(list ?? OpenAIErrors.Body(new(404, $"Invalid URL ({request.Method} {request.Path})"))));
    }

    private SimulatedRequest Recorded(HttpContext http, string path, ReadOnlySpan<byte> body)
    {
        var request = new SimulatedRequest
        {
            Method = http.Request.Method,
            Path = path,
            Query = http.Request.QueryString.Value ?? "",
            Headers = http.Request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value.ToArray()), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
            At = options.Clock.GetUtcNow(),
        };
        if (options.Record)
        {
            keep(request);
        }

        return request;
    }

    private static readonly object BodyLength = new();

    /// <summary>The whole body in a rented array; its length is left in the context's items.</summary>
    private static async Task<byte[]> ReadBodyAsync(HttpContext http)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(4096, (http.Request.ContentLength ?? 0) + 1));
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan().CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            int read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            if (read == 0)
            {
                http.Items[BodyLength] = length;
                return buffer;
            }

            length += read;
        }
    }
}
