using CodeRouter.Guards;
using CodeRouter.Upstreams;
using Microsoft.AspNetCore.WebUtilities;

namespace CodeRouter.Gateway;

/// <summary>What of a caller's request goes upstream beside its body: some headers, and what the address asks but for the key.</summary>
internal static class PassedAlong
{
    /// <summary>All of it in plain texts, for those who look before it goes.</summary>
    public static IReadOnlyList<string> Texts(HttpRequest request)
    {
        var texts = new List<string>(8);
        texts.AddRange(Headers(request, null).Select(static h => h.Value));
        texts.AddRange(Pairs(request).Select(static p => $"{p.DecodeName()}={p.DecodeValue()}"));
        return texts;
    }

    /// <param name="redactions">What must not go along; null for nothing.</param>
    public static List<KeyValuePair<string, string>> Headers(HttpRequest request, Redactions? redactions)
    {
        var passed = new List<KeyValuePair<string, string>>(6);
        foreach (var (name, value) in request.Headers)
        {
            if (PassedHeaders.GoesUpstream(name))
            {
                string text = value.ToString();
                passed.Add(new(name, redactions is null ? text : redactions.Hide(text)));
            }
        }

        return passed;
    }

    /// <param name="redactions">What must not go along; null for nothing.</param>
    public static string Query(HttpRequest request, Redactions? redactions)
    {
        var query = request.QueryString;
        if (!query.HasValue)
        {
            return "";
        }

        var pairs = Pairs(request);
        if (!query.Value!.Contains("key=", StringComparison.OrdinalIgnoreCase) && (redactions is null || !pairs.Exists(p => Holds(p, redactions))))
        {
            return query.Value;
        }

        var kept = pairs.ConvertAll(p => redactions is not null && Holds(p, redactions) ? Hidden(p, redactions) : AsItCame(p));
        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static List<QueryStringEnumerable.EncodedNameValuePair> Pairs(HttpRequest request)
    {
        var kept = new List<QueryStringEnumerable.EncodedNameValuePair>();
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (!pair.DecodeName().Span.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                kept.Add(pair);
            }
        }

        return kept;
    }

    private static bool Holds(QueryStringEnumerable.EncodedNameValuePair pair, Redactions redactions)
    {
        string name = pair.DecodeName().ToString(), value = pair.DecodeValue().ToString();
        return redactions.Hide(name) != name || redactions.Hide(value) != value;
    }

    private static string Hidden(QueryStringEnumerable.EncodedNameValuePair pair, Redactions redactions) =>
        $"{Uri.EscapeDataString(redactions.Hide(pair.DecodeName().ToString()))}={Uri.EscapeDataString(redactions.Hide(pair.DecodeValue().ToString()))}";

    private static string AsItCame(QueryStringEnumerable.EncodedNameValuePair pair) => pair.EncodedValue.IsEmpty ? pair.EncodedName.ToString() : $"{pair.EncodedName}={pair.EncodedValue}";
}
