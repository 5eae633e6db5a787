using System.Collections.Frozen;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Which of Anthropic's beta flags a cloud has refused. Clients name every flag they know, clouds learn them late and refuse the whole request
/// over one ("invalid beta flag"), mostly without saying which.
/// </summary>
internal sealed class RefusedBetas
{
    private const string Header = "anthropic-beta";
    private FrozenSet<string> _refused = FrozenSet<string>.Empty;

    /// <summary>The flags of a request that this cloud may take.</summary>
    public string[] Taken(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.Where(h => IsBeta(h.Key)).SelectMany(h => h.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(b => !_refused.Contains(b))];

    /// <summary>The headers with those flags alone.</summary>
    public IEnumerable<KeyValuePair<string, string>> Filter(IEnumerable<KeyValuePair<string, string>> headers)
    {
        if (_refused.Count == 0)
        {
            return headers;
        }

        string[] taken = Taken(headers);
        var others = headers.Where(h => !IsBeta(h.Key));
        return taken.Length == 0 ? others : others.Append(new(Header, string.Join(',', taken)));
    }

    /// <summary>Remembers the flags that were refused: those it names, else all that were sent.</summary>
    /// <returns>False where the refusal is about something else, or there is nothing left to leave out.</returns>
    public bool Learn(string words, IReadOnlyCollection<string> sent)
    {
        if (sent.Count == 0 || !words.Contains("beta", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var named = sent.Where(b => words.Contains(b, StringComparison.OrdinalIgnoreCase)).ToList();
        var learned = named.Count > 0 ? named : sent;
        var before = _refused;
        while (true)
        {
            var known = Interlocked.CompareExchange(ref _refused, before.Concat(learned).ToFrozenSet(StringComparer.Ordinal), before);
            if (ReferenceEquals(known, before))
            {
                return true;
            }

            before = known;
        }
    }

    private static bool IsBeta(string header) => header.Equals(Header, StringComparison.OrdinalIgnoreCase);
}
