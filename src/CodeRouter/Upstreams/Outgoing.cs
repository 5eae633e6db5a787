using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>
/// What one attempt sends to one channel, and in which format it is answered: at home the caller's own bytes with their two edits,
/// abroad a translation. Made anew for each attempt, so that channels of different formats can stand in for one another.
/// </summary>
public sealed class Outgoing
{
    private Outgoing()
    {
    }

    /// <summary>The whole address, query included.</summary>
    public required Uri Address { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Ascending, not overlapping.</summary>
    public BodyEdit[] Edits { get; init; } = [];

    /// <summary>The format the channel answers in.</summary>
    public required IDialect Dialect { get; init; }

    /// <summary>The channel was asked for a stream.</summary>
    public required bool Stream { get; init; }

    /// <summary>A chat stream was asked for its usage: some servers do not know that option.</summary>
    public bool AsksUsage { get; init; }

    /// <summary>What translating the answer back needs; null at home.</summary>
    public AnswerContext? Abroad { get; init; }

    /// <summary>The caller reads a list of answers instead of events (Gemini without <c>alt=sse</c>), the channel sends one.</summary>
    public bool AsList { get; init; }

    /// <summary>The request to be compacted, where a model of another format does it in plain words.</summary>
    public RequestView? HandsOver { get; init; }

    /// <summary>Asks for a count, not for an answer.</summary>
    public bool IsCount { get; init; }

    public IReadOnlyList<string> Losses { get; internal set; } = [];

    /// <summary>Vendors' own request headers stay at home: another vendor has no use for them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers(UpstreamCall call) => Abroad is null ? call.Headers : call.Headers.Where(h => PassedHeaders.GoesAbroad(h.Key));

    public static bool IsHome(UpstreamCall call, Channel channel) => channel.Takes(call.Format) || call.Operation == Operation.Service;

    /// <summary>What to send, or why this channel's format has no words for it. Never both.</summary>
    /// <param name="asksUsage">False once the channel has refused the option.</param>
    public static (Outgoing? Made, UpstreamFailure? Refusal) For(ModelCard model, Channel channel, UpstreamCall call, bool asksUsage)
    {
        string upstreamModel = channel.UpstreamName(model.Name);
        return IsHome(call, channel) ? (AtHome(channel, call, upstreamModel, asksUsage), null) : Translated(model, channel, call, upstreamModel, asksUsage);
    }

    /// <summary>What another vendor's answers left in the history of a session that was abroad, home would refuse as an invalid signature.</summary>
    public static RequestView WithoutForeignReasoning(RequestView request) => ForeignReasoning.Strip(request) is { } body
        ? new RequestView(request.Format, body, JsonScanner.Scan(body), request.Headers, request.Path, request.Model, request.Stream)
        : request;

    private static Outgoing AtHome(Channel channel, UpstreamCall call, string upstreamModel, bool asksUsage)
    {
        if (call.Operation == Operation.Compact && channel.LacksCompaction)
        {
            return InWords(channel, call, upstreamModel);
        }

        if (channel.Settings.Native is null && call.Earlier is { } earlier && !string.Equals(earlier.Channel, channel.Name, StringComparison.Ordinal))
        {
            // Another provider's memory: this one is told the whole conversation.
            var whole = WithoutForeignReasoning(earlier.Whole);
            return new Outgoing { Address = UpstreamPaths.For(channel, call, upstreamModel), Body = whole.Body, Edits = RequestEdits.For(whole, upstreamModel), Dialect = call.Dialect, Stream = call.Stream };
        }

        bool asks = asksUsage && call.UsageOption is not null;
        return new Outgoing
        {
            Address = UpstreamPaths.For(channel, call, upstreamModel),
            Body = call.Body,
            Edits = RequestEdits.For(call, upstreamModel, asks),
            Dialect = call.Dialect,
            Stream = call.Stream,
            AsksUsage = asks,
            HandsOver = call.Operation == Operation.Compact && channel.Settings.Native is not null ? call.Whole : null,
        };
    }

    /// <summary>A compaction that the model itself writes, for a server of the caller's format without a route for it.</summary>
    public static Outgoing InWords(Channel channel, UpstreamCall call, string upstreamModel)
    {
        var question = Handover.Question(WithoutForeignReasoning(call.Whole));
        return new Outgoing
        {
            Address = channel.At("/responses" + call.Query),
            Body = question.Body,
            Edits = RequestEdits.For(question, upstreamModel),
            Dialect = call.Dialect,
            Stream = false,
            HandsOver = call.Whole,
        };
    }

    private static (Outgoing?, UpstreamFailure?) Translated(ModelCard model, Channel channel, UpstreamCall call, string upstreamModel, bool asksUsage)
    {
        var request = call.Operation switch
        {
            Operation.CountTokens => CountQuestion.Asked(call.Whole),
            Operation.Compact => Handover.Question(call.Whole),
            _ => call.Whole,
        };
        bool asList = call is { Stream: true, ExpectsEvents: false };
        if (asList)
        {
            request = new RequestView(request.Format, request.Body, request.Scan, request.Headers, request.Path, request.Model, stream: false);
        }

        var translated = Translator.TranslateRequest(request, channel.Format, Targets.For(model, channel, upstreamModel, call) with { OmitsUsageOption = !asksUsage });
        if (translated.Refusal is { } refusal)
        {
            return (null, new UpstreamFailure(FailureKind.Inexpressible, refusal.Status, refusal.Message) { Feature = refusal.Feature });
        }

        translated.Context.CreatedAt = call.At.ToUnixTimeSeconds();
        if (call.Operation == Operation.CountTokens)
        {
            return (new Outgoing
            {
                Address = UpstreamPaths.For(channel, call, channel.Format, upstreamModel, ""),
                Body = CountQuestion.Of(translated.Body, channel.Format, upstreamModel),
                Dialect = BuiltInDialects.Of(channel.Format),
                Stream = false,
                Abroad = translated.Context,
                IsCount = true,
                Losses = translated.Losses,
            }, null);
        }

        return (new Outgoing
        {
            Address = channel.At("/" + translated.Path),
            Body = translated.Body,
            Dialect = BuiltInDialects.Of(channel.Format),
            Stream = call.Stream && !asList,
            AsksUsage = asksUsage && channel.Format == WireFormat.OpenAIChat && call.Stream && !asList,
            Abroad = translated.Context,
            AsList = asList,
            HandsOver = call.Operation == Operation.Compact ? call.Whole : null,
            Losses = translated.Losses,
        }, null);
    }
}
