using System.Buffers;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Responses conversations that go on by naming an earlier answer. Its own provider remembers it; for a model of another format it is
/// remembered here, as long as the caller lets answers be stored and some model of another format is configured.
/// </summary>
public sealed class ResponseMemory(IResponseStore store)
{
    private const long MostBytesPerKey = 256L << 20;
    private const int MostBytesWhole = 32 << 20;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private readonly AnswerSessions _sessions = new();

    /// <summary>Finds what the request goes on from and whose session that was, and whether this answer is to be kept.</summary>
    /// <param name="read">Reads the step of a request: anew where the request says less of it than what it goes on from.</param>
    public async ValueTask RecallAsync(Exchange exchange, Func<RequestView, Step> read)
    {
        var request = exchange.Request!;
        if (request.Format != WireFormat.OpenAIResponses || exchange.Route.Operation == Operation.Service)
        {
            return;
        }

        exchange.NamesAnswer = exchange.Route.Operation == Operation.Generate && !request.Find("store"u8).SequenceEqual("false"u8);
        exchange.KeepsAnswer = exchange.NamesAnswer && exchange.Snapshot.Settings.Channels.Any(c => c.Format != WireFormat.OpenAIResponses);
        exchange.PreviousAnswer = new JsonSpan(request.Find("previous_response_id"u8)).Text();
        bool namesConversation = IsGiven(request.Find("conversation"u8));
        exchange.StaysHome |= namesConversation || new JsonSpan(request.Find("background"u8)).IsTrue || new JsonSpan(request.Find("prompt"u8)).IsObject || StoredItems.AreIn(request);
        if (exchange.PreviousAnswer is not { } previous)
        {
            exchange.Step = namesConversation ? exchange.Step! with { NamesEarlier = true } : exchange.Step;
            return;
        }

        var chain = await Task.Run(() => store.Chain(previous, Owner(exchange), exchange.Record.At));
        bool known = chain.Count > 0 && chain.Sum(r => (long)r.Input.Length + r.Output.Length) <= MostBytesWhole;
        exchange.Earlier = known ? new EarlierTurns(chain[^1].Channel, () => WriteOut(request, chain)) : null;
        exchange.StaysHome |= !known;
        var noted = _sessions.Find(Owner(exchange), previous);
        if (exchange.Earlier is { } earlier)
        {
            exchange.Step = read(earlier.Whole);
        }
        else if (noted?.Calls is { } calls && HasResults(request))
        {
            // What a command said is evidence only beside the command.
            exchange.Step = read(WithItems(request, items => { Append(items, calls); Append(items, Input(request)); }, keepsName: true));
        }

        exchange.Step = exchange.Step! with { NamesEarlier = true };
        GoOn(exchange, chain.Count > 0 && chain[^1].Session is { Length: > 0 } session ? session : noted?.Session);
        StepRecords.Describe(exchange.Record, exchange.Step);
    }

    private static bool HasResults(RequestView request)
    {
        foreach (var item in new JsonSpan(request.Find("input"u8)).Elements)
        {
            if (item["type"u8].Inner.EndsWith("_output"u8))
            {
                return true;
            }
        }

        return false;
    }

    // Its first words are not repeated, so nothing else in the request tells which session it is of.
    private static void GoOn(Exchange exchange, string? session)
    {
        if (session is not null && exchange.Step is { SessionIsNative: false } step)
        {
            exchange.Step = step with { Session = session };
        }
    }

    /// <summary>Keeps a complete answer, or at least whose session it was, before the caller has its end, so that the next request finds it.</summary>
    public async ValueTask KeepAsync(Exchange exchange)
    {
        if (!exchange.NamesAnswer || exchange.Closing is not { } closing || exchange.Record.State != StepState.Answered)
        {
            return;
        }

        var record = exchange.Record;
        string session = exchange.Step!.Session;
        if (Response(closing.Span)["id"u8].Text() is not { } id)
        {
            return;
        }

        _sessions.Note(Owner(exchange), id, session, Calls(closing.Span));
        if (!exchange.KeepsAnswer || Output(closing.Span) is not { } output)
        {
            return;
        }

        var kept = new StoredResponse(id, Owner(exchange), session, record.At, exchange.PreviousAnswer, record.Channel ?? "", record.UpstreamDialect ?? WireFormat.OpenAIResponses, Input(exchange.Request!), output);
        try
        {
            await Task.Run(() => store.Keep(kept, record.At + Kept, MostBytesPerKey));
        }
        catch (System.Data.Common.DbException)
        {
            // The answer stands. Whoever names it later is told that it is not known here.
        }
    }

    private static string Owner(Exchange exchange) => exchange.Caller?.KeyId ?? "";

    private static bool IsGiven(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.SequenceEqual("null"u8);

    // The closing event wraps the response; a whole body is one.
    private static JsonSpan Response(ReadOnlySpan<byte> closing)
    {
        var root = JsonSpan.Of(closing);
        return root["response"u8] is { IsObject: true } inner ? inner : root;
    }

    private static byte[]? Output(ReadOnlySpan<byte> closing) => Response(closing)["output"u8] is { IsArray: true } output ? Items(output) : null;

    /// <summary>Reasoning that its maker keeps under an id only, nobody else can be sent.</summary>
    private static byte[] Items(JsonSpan output) =>
        Filtered(output, static item => !item["type"u8].Is("reasoning"u8) || item["encrypted_content"u8].HasText);

    private static byte[]? Calls(ReadOnlySpan<byte> closing)
    {
        byte[] calls = Filtered(Response(closing)["output"u8], static item => item["type"u8].Inner.EndsWith("_call"u8) && item["call_id"u8].HasText);
        return calls.Length > 2 ? calls : null;
    }

    private delegate bool Judge(JsonSpan item);

    private static byte[] Filtered(JsonSpan list, Judge keep)
    {
        var items = new ArrayBufferWriter<byte>(Math.Max(2, list.Raw.Length));
        items.Write("["u8);
        foreach (var item in list.Elements)
        {
            if (!keep(item))
            {
                continue;
            }

            if (items.WrittenCount > 1)
            {
                items.Write(","u8);
            }

            items.Write(item.Raw);
        }

        items.Write("]"u8);
        return items.WrittenSpan.ToArray();
    }

    private static byte[] Input(RequestView request)
    {
        var input = new JsonSpan(request.Find("input"u8));
        return input.IsArray ? input.Raw.ToArray()
            : input.IsString ? [.. "[{\"type\":\"message\",\"role\":\"user\",\"content\":"u8, .. input.Raw, .. "}]"u8]
            : [.. "[]"u8];
    }

    private static RequestView WriteOut(RequestView request, IReadOnlyList<StoredResponse> chain) => WithItems(request, items =>
    {
        foreach (var turn in chain)
        {
            Append(items, turn.Input);
            Append(items, turn.Output);
        }

        Append(items, Input(request));
    }, keepsName: false);

    /// <summary>The request with other items as its input.</summary>
    /// <param name="keepsName">It still names the answer it goes on from.</param>
    private static RequestView WithItems(RequestView request, Action<ArrayBufferWriter<byte>> write, bool keepsName)
    {
        var items = new ArrayBufferWriter<byte>();
        items.Write("["u8);
        write(items);
        items.Write("]"u8);

        var body = new ArrayBufferWriter<byte>(request.Body.Length + items.WrittenCount);
        body.Write("{\"input\":"u8);
        body.Write(items.WrittenSpan);
        foreach (var member in request.Scan.Members)
        {
            string name = Encoding.UTF8.GetString(request[member.Name]);
            if (name is not "input" && (keepsName || name is not "previous_response_id"))
            {
                body.Write(",\""u8);
                body.Write(request[member.Name]);
                body.Write("\":"u8);
                body.Write(request[member.Value]);
            }
        }

        body.Write("}"u8);
        var whole = body.WrittenMemory;
        return new RequestView(request.Format, whole, JsonScanner.Scan(whole.Span), request.Headers, request.Path, request.Model, request.Stream);
    }

    private static void Append(ArrayBufferWriter<byte> items, ReadOnlySpan<byte> list)
    {
        var inner = list.Trim(" \t\r\n"u8)[1..^1].Trim(" \t\r\n"u8);
        if (inner.IsEmpty)
        {
            return;
        }

        if (items.WrittenCount > 1)
        {
            items.Write(","u8);
        }

        items.Write(inner);
    }
}
