using System.Collections.Concurrent;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// The vendors' prompt caches, per model and prefix. OpenAI and Gemini keep every prefix of 1024 tokens or more by themselves and
/// count in steps of 128; Anthropic keeps what ends at a <c>cache_control</c> mark, bills the writing of it, and looks
/// for the longest known prefix at or before a mark. A prefix that is used lives on for its lifetime again.
/// </summary>
internal sealed class PromptCache(TimeProvider clock)
{
    public const int Smallest = 1024;

    private static readonly TimeSpan Implicit = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, TimeSpan Lifetime)> _prefixes = new(StringComparer.Ordinal);

    /// <summary>Input buckets of this request; remembers its prefixes for the next one. The output is left at zero.</summary>
    public Usage Account(WireFormat format, string model, IReadOnlyList<PromptSegment> prompt)
    {
        Forget();
        string space = string.Concat(format.ApiName(), "\n", model, "\n");
        return format == WireFormat.AnthropicMessages ? Marked(space, prompt) : Automatic(space, prompt);
    }

    private Usage Automatic(string space, IReadOnlyList<PromptSegment> prompt)
    {
        int total = 0, cached = 0;
        foreach (var segment in prompt)
        {
            total += segment.Tokens;
            if (total < Smallest)
            {
                continue;
            }

            if (Touch(space + segment.Hash))
            {
                cached = total / 128 * 128;
            }
            else
            {
                Keep(space + segment.Hash, Implicit);
            }
        }

        return new Usage(Math.Max(1, total) - cached, cached, 0, 0, 0, 0);
    }

    private Usage Marked(string space, IReadOnlyList<PromptSegment> prompt)
    {
        int total = 0, read = 0, written5m = 0, written1h = 0, lastMark = -1;
        for (int i = 0; i < prompt.Count; i++)
        {
            lastMark = prompt[i].Breakpoint is null ? lastMark : i;
        }

        int done = 0;
        for (int i = 0; i < prompt.Count; i++)
        {
            total += prompt[i].Tokens;
            if (i <= lastMark && total >= Smallest && Touch(space + prompt[i].Hash))
            {
                (read, done, written5m, written1h) = (total, total, 0, 0);
            }
            else if (prompt[i].Breakpoint is { } lifetime && total >= Smallest)
            {
                bool hour = lifetime > Implicit;
                (written5m, written1h) = hour ? (written5m, written1h + total - done) : (written5m + total - done, written1h);
                done = total;
                Keep(space + prompt[i].Hash, lifetime);
            }
        }

        return new Usage(Math.Max(0, total - done), read, written5m, written1h, 0, 0);
    }

    private bool Touch(string key)
    {
        if (!_prefixes.TryGetValue(key, out var entry) || entry.Until < clock.GetUtcNow())
        {
            return false;
        }

        _prefixes[key] = (clock.GetUtcNow() + entry.Lifetime, entry.Lifetime);
        return true;
    }

    private void Keep(string key, TimeSpan lifetime) => _prefixes[key] = (clock.GetUtcNow() + lifetime, lifetime);

    private void Forget()
    {
        if (_prefixes.Count < 50_000)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var (key, entry) in _prefixes)
        {
            if (entry.Until < now)
            {
                _prefixes.TryRemove(key, out _);
            }
        }
    }
}
