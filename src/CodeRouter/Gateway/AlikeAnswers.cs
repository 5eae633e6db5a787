using System.Globalization;
using CodeRouter.Cache;
using CodeRouter.Config;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Answers to questions that asked the same in other words: where their vectors come from, and what is noted of them.</summary>
public sealed class AlikeAnswers(AlikeQuestions questions, Dispatcher dispatcher, EmbedderState state, ILogger<AlikeAnswers> log)
{
    /// <summary>A question of the same tenant and scope that asks what this one asks; null where there is none.</summary>
    public async Task<AlikeQuestion?> FindAsync(Exchange exchange, CacheSettings wish)
    {
        if (exchange.Cached is not { Asked: { } asked } use)
        {
            return null;
        }

        if (asked.Vector.Length == 0)
        {
            asked = await DirectAsync(exchange, wish, asked);
            exchange.Cached = use with { Asked = asked };
        }

        return await questions.FindAsync(use.Tenant, asked.Scope, asked.Gist, asked.Space, asked.Vector, wish.Similarity, wish.MaxEntries);
    }

    public async Task KeepAsync(CachedAnswer answer, CacheUse use, CacheSettings wish)
    {
        if (use.Asked is { } asked)
        {
            float[] own = asked.Space == AlikeQuestions.BuiltIn ? [] : asked.Vector;
            await questions.KeepAsync(new AskedQuestion(use.Tenant, asked.Scope, use.Key, asked.Gist, asked.Space, own, answer.At, answer.ExpiresAt), wish.MaxEntries);
        }
    }

    /// <summary>Into the decision: by which answer, and how near the questions are.</summary>
    public static void Note(Exchange exchange, string word, CachedAnswer answer, AlikeQuestion found) =>
        StepNotes.Add(exchange.Record, string.Create(CultureInfo.InvariantCulture, $"\"semantic_cache\":{{\"{word}\":\"{answer.Decision}\",\"similarity\":{found.Similarity:0.####},\"space\":\"{(found.Space == AlikeQuestions.BuiltIn ? "built-in" : "embedder")}\"}}"));

    private async ValueTask<Asked> DirectAsync(Exchange exchange, CacheSettings wish, Asked asked)
    {
        var model = wish.Embedder is { } name ? exchange.Snapshot.Settings.Policy.Models.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal)) : null;
        if (model is not null)
        {
            var embedder = new ChannelEmbedder(exchange, model, dispatcher, state, log);
            if (await embedder.EmbedAsync(asked.Text, exchange.Http.RequestAborted) is { } vector)
            {
                return asked with { Space = embedder.Space, Vector = vector };
            }
        }

        return asked with { Vector = GramEmbedder.Of(asked.Gist) };
    }
}
