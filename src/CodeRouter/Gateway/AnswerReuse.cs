using System.Security.Cryptography;
using System.Text;
using CodeRouter.Cache;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Questions asked before: the answer they got, given again. Behind the decision, because the key's rights and the matched rule are known
/// there; before anything is reserved or paid, because it costs nothing.
/// </summary>
public sealed class AnswerReuse(AnswerCache cache, TimeProvider clock)
{
    private const int MostBytes = 1 << 20;

    /// <summary>The answer as it goes to this caller; null where a model has to give one.</summary>
    public async ValueTask<ReplayedAnswer?> RecallAsync(Exchange exchange)
    {
        var settings = exchange.Snapshot.Settings.Cache;
        if (!settings.Exact || exchange.Route.Operation != Operation.Generate)
        {
            return null;
        }

        var use = exchange.Cached = Look(exchange);
        if (use.Key.Length == 0)
        {
            return null;
        }

        if (await FindAsync(exchange, use) is { } known)
        {
            return known;
        }

        if (cache.Flights.Leads(use.Key, out var leader))
        {
            exchange.Cached = use with { Leads = true };
            // It may have been kept between looking and leading.
            return await FindAsync(exchange, exchange.Cached);
        }

        try
        {
            // A stream must not be silent longer than it may be held; one body is waited for in silence anyway.
            var longest = exchange.Request!.Stream ? TimeSpan.FromSeconds(exchange.Snapshot.Settings.Limits.HoldSeconds) : Timeout.InfiniteTimeSpan;
            await leader.WaitAsync(longest, clock, exchange.Http.RequestAborted);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return await FindAsync(exchange, use);
    }

    /// <summary>Keeps a complete answer before the caller has its end, so that the next request finds it.</summary>
    public async ValueTask KeepAsync(Exchange exchange)
    {
        var record = exchange.Record;
        if (exchange.Cached is not { Key.Length: > 0 } use || record is not { State: StepState.Answered, Status: 200, Model: { } model } || (use.Stream?.Copy ?? use.Whole) is not { } sent)
        {
            return;
        }

        if (KeptAnswer.Of(exchange.Route.Format, sent.Span, use.Stream is not null, record.Usage) is { } body)
        {
            var settings = exchange.Snapshot.Settings.Cache;
            var now = clock.GetUtcNow();
            await cache.KeepAsync(new CachedAnswer(use.Tenant, use.Key, record.Id, exchange.Route.Format, model, record.Usage, body, now, now.AddSeconds(settings.TtlSeconds)), settings.MaxEntries);
        }
    }

    /// <summary>What a stream is copied with on its way out; null where it is not to be kept.</summary>
    public static CopyingWriter? Copies(Exchange exchange) =>
        exchange.Cached is { Key.Length: > 0 } use ? use.Stream = new CopyingWriter(exchange.Http.Response.BodyWriter, MostBytes) : null;

    /// <summary>Whoever waits for this one goes on.</summary>
    public void Release(Exchange exchange)
    {
        if (exchange.Cached is { Leads: true, Key: var key })
        {
            cache.Flights.End(key);
        }
    }

    private async Task<ReplayedAnswer?> FindAsync(Exchange exchange, CacheUse use)
    {
        if (await cache.FindAsync(use.Tenant, use.Key, clock.GetUtcNow()) is not { } kept)
        {
            return null;
        }

        bool events = ReplayedAnswer.IsEvents(exchange);
        if (KeptAnswer.Replay(kept.Body, kept.Format, exchange.Request!, events, exchange.Record.Id, exchange.Record.At.ToUnixTimeSeconds()) is { } body)
        {
            exchange.Cached = (exchange.Cached ?? use) with { Word = "hit" };
            return new ReplayedAnswer(kept, body, events);
        }

        await cache.DropAsync(use.Tenant, use.Key);
        return null;
    }

    private static CacheUse Look(Exchange exchange)
    {
        var request = exchange.Request!;
        var headers = exchange.Http.Request.Headers;
        bool isAsked = headers.CacheControl.ToString() is not { Length: > 0 } wish || !(wish.Contains("no-cache", StringComparison.OrdinalIgnoreCase) || wish.Contains("no-store", StringComparison.OrdinalIgnoreCase));
        if (!isAsked || exchange.StaysHome || exchange.PreviousAnswer is not null || exchange.Guarded?.Redactions is not null || RulePlugins.FastResponse(exchange) is not null
            || (request.Stream && !ReplayedAnswer.IsEvents(exchange)) || QuestionForm.Write(request) is not { } question)
        {
            return CacheUse.Bypass;
        }

        string tenant = Tenant(exchange);
        // An answer that its provider stores may be named later: such a caller gets one that was stored too.
        string stored = exchange.Route.Format == WireFormat.OpenAIResponses && !request.Find("store"u8).SequenceEqual("false"u8) ? "stored" : "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in (ReadOnlySpan<string>)[tenant, request.Model, exchange.Decision?.Rule ?? "", exchange.Snapshot.PolicyName, stored])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData("\0"u8);
        }

        hash.AppendData(question);
        return new CacheUse("miss", tenant, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The key; without one, the caller's own credential where that is what an upstream is paid with.</summary>
    private static string Tenant(Exchange exchange)
    {
        string tenant = exchange.Caller is { KeyId: { } key } ? "key:" + key : exchange.Caller?.Name ?? "";
        if (exchange.Snapshot.Settings.Channels.Any(static c => c.Auth == ChannelAuth.Passthrough) && Access.Credential.Foreign(exchange.Http.Request) is { } own)
        {
            tenant += ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own)));
        }

        return tenant;
    }
}
