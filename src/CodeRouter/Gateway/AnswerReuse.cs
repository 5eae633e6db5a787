using System.Security.Cryptography;
using System.Text;
using CodeRouter.Cache;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Likeness;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Questions asked before: the answer they got, given again. Behind the decision, because the key's rights and the matched rule are known
/// there; before anything is reserved or paid, because it costs nothing.
/// </summary>
public sealed class AnswerReuse(AnswerCache cache, AlikeAnswers alike, TimeProvider clock)
{
    private const int MostBytes = 1 << 20;

    // What a caller writes who wants no kept answer.
    private static readonly string[] Fresh = ["no-cache", "no-store", "max-age=0"];

    // What asks the provider for more than the body says.
    private static readonly string[] Features = ["anthropic-beta", "OpenAI-Beta"];

    /// <summary>The answer as it goes to this caller; null where a model has to give one.</summary>
    public async ValueTask<ReplayedAnswer?> RecallAsync(Exchange exchange)
    {
        var wish = exchange.CacheWish = Gateway.CacheWish.Of(exchange);
        if (!(wish.Exact || wish.Semantic) || exchange.Route.Operation != Operation.Generate)
        {
            return null;
        }

        var use = exchange.Cached = Look(exchange, wish);
        if (use.Key.Length == 0)
        {
            return null;
        }

        if (await FindAsync(exchange, use) is { } known)
        {
            return known;
        }

        if (wish is { Exact: false, Shadow: true })
        {
            return null;
        }

        if (cache.Flights.Leads(use.Flight, out var leader))
        {
            exchange.Cached = exchange.Cached with { Leads = true };
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

        return await FindAsync(exchange, exchange.Cached);
    }

    /// <summary>Keeps a complete answer before the caller has its end, so that the next request finds it.</summary>
    public async ValueTask KeepAsync(Exchange exchange)
    {
        var record = exchange.Record;
        if (exchange is not { Cached: { Key.Length: > 0 } use, CacheWish: { } wish } || record is not { State: StepState.Answered, Status: 200, Model: { } model } || (use.Stream?.Copy ?? use.Whole) is not { } sent)
        {
            return;
        }

        if (KeptAnswer.Of(exchange.Route.Format, sent.Span, use.Stream is not null, record.Usage) is { } body)
        {
            var now = clock.GetUtcNow();
            var answer = new CachedAnswer(use.Tenant, use.Key, record.Id, exchange.Route.Format, model, record.Usage, body, now, now.AddSeconds(wish.TtlSeconds))
            {
                Tags = exchange.Snapshot.Settings.Policy.Models.FirstOrDefault(m => string.Equals(m.Name, model, StringComparison.Ordinal)) is { } card ? AnswererTags.Of(card) : null,
            };
            await cache.KeepAsync(answer, wish.MaxEntries);
            await alike.KeepAsync(answer, use, wish);
        }
    }

    /// <summary>What a stream is copied with on its way out; null where it is not to be kept.</summary>
    public static CopyingWriter? Copies(Exchange exchange) =>
        exchange.Cached is { Key.Length: > 0 } use ? use.Stream = new CopyingWriter(exchange.Http.Response.BodyWriter, MostBytes) : null;

    /// <summary>Whoever waits for this one goes on.</summary>
    public void Release(Exchange exchange)
    {
        if (exchange.Cached is { Leads: true } use)
        {
            cache.Flights.End(use.Flight);
        }
    }

    private async Task<ReplayedAnswer?> FindAsync(Exchange exchange, CacheUse use)
    {
        var wish = exchange.CacheWish!;
        if ((wish.Exact || !wish.Shadow) && await OpenAsync(exchange, use.Tenant, use.Key) is { } same)
        {
            return same;
        }

        if (!wish.Semantic || await alike.FindAsync(exchange, wish) is not { } found)
        {
            return null;
        }

        if (wish.Shadow)
        {
            if (await cache.FindAsync(use.Tenant, found.Question.Key, clock.GetUtcNow()) is { } would && IsAdmitted(exchange, would))
            {
                AlikeAnswers.Note(exchange, "would_answer", would, found);
            }

            return null;
        }

        var replayed = await OpenAsync(exchange, use.Tenant, found.Question.Key);
        if (replayed is not null)
        {
            AlikeAnswers.Note(exchange, "answered", replayed.Kept, found);
        }

        return replayed is null ? null : replayed with { Alike = true };
    }

    private async Task<ReplayedAnswer?> OpenAsync(Exchange exchange, string tenant, string key)
    {
        if (await cache.FindAsync(tenant, key, clock.GetUtcNow()) is not { } kept || !IsAdmitted(exchange, kept))
        {
            return null;
        }

        bool events = ReplayedAnswer.IsEvents(exchange);
        if (KeptAnswer.Replay(kept.Body, kept.Format, exchange.Request!, events, exchange.Record.Id, exchange.Record.At.ToUnixTimeSeconds()) is { } body)
        {
            exchange.Cached = exchange.Cached! with { Word = "hit" };
            return new ReplayedAnswer(kept, body, events);
        }

        await cache.DropAsync(tenant, key);
        return null;
    }

    // Rules about data and the rights of a key may have changed since it was kept, and the model may be another one by the same name.
    private static bool IsAdmitted(Exchange exchange, CachedAnswer kept)
    {
        var policy = exchange.Snapshot.Settings.Policy;
        return MaySee.Admits(exchange.Guarded, kept, policy.Models) && AllowedModels.For(exchange.Caller?.Allowed, exchange.Request!.Model, policy)?.Contains(kept.Model) != false;
    }

    private static CacheUse Look(Exchange exchange, CacheSettings wish)
    {
        var request = exchange.Request!;
        var headers = exchange.Http.Request.Headers;
        bool isAsked = headers.CacheControl.ToString() is not { Length: > 0 } wishes || !Fresh.Any(w => wishes.Contains(w, StringComparison.OrdinalIgnoreCase));
        if (!isAsked || exchange.StaysHome || exchange.PreviousAnswer is not null || exchange.Guarded?.Redactions is not null || RulePlugins.FastResponse(exchange) is not null
            || (request.Stream && !ReplayedAnswer.IsEvents(exchange)) || QuestionForm.Read(request) is not { } question)
        {
            return CacheUse.Bypass;
        }

        string tenant = Tenant(exchange);
        return new CacheUse("miss", tenant, Fingerprint(exchange, tenant, question.Whole))
        {
            Asked = wish.Semantic && question.Around is { } around && Gist.Of(question.Text) is { } gist ? new Asked(Fingerprint(exchange, tenant, around), question.Text, gist) : null,
        };
    }

    private static string Fingerprint(Exchange exchange, string tenant, byte[] question)
    {
        // An answer that its provider stores may be named later: such a caller gets one that was stored too.
        string stored = exchange.Route.Format == WireFormat.OpenAIResponses && !exchange.Request!.Find("store"u8).SequenceEqual("false"u8) ? "stored" : "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in (ReadOnlySpan<string>)[tenant, exchange.Request!.Model, exchange.Decision?.Rule ?? "", exchange.Snapshot.PolicyName, stored, MaySee.Bounds(exchange.Guarded)])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData("\0"u8);
        }

        foreach (string feature in Features)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(exchange.Http.Request.Headers[feature].ToString()));
            hash.AppendData("\0"u8);
        }

        hash.AppendData(question);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The key; without one, the caller's own credential where that is what an upstream is paid with.</summary>
    private static string Tenant(Exchange exchange)
    {
        string tenant = exchange.Caller is { KeyId: { } key } ? CachedAnswer.TenantOf(key) : exchange.Caller?.Name ?? "";
        if (exchange.Snapshot.Settings.Channels.Any(static c => c.Auth == ChannelAuth.Passthrough) && Access.Credential.Foreign(exchange.Http.Request) is { } own)
        {
            tenant += ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own)));
        }

        return tenant;
    }
}
