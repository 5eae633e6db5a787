using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeRouter.Admin;

/// <summary>Reads the members of a JSON object one by one, as a merge patch means them: absent keeps, null clears. All problems at once.</summary>
internal sealed class FieldReader(JsonObject json)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public List<FieldProblem> Problems { get; } = [];

    public string? Text(string name, string? before, int most = 200)
    {
        if (!Has(name, out var value))
        {
            return before;
        }

        if (value is null)
        {
            return null;
        }

        if (value is JsonValue text && text.TryGetValue(out string? written) && written.Length <= most && !written.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            return written.Trim() is { Length: > 0 } plain ? plain : null;
        }

        return Wrong(name, $"a text on one line of at most {most} characters is expected", "write a shorter text", before);
    }

    public decimal? Amount(string name, decimal? before, bool whole)
    {
        if (!Has(name, out var value))
        {
            return before;
        }

        if (value is null)
        {
            return null;
        }

        return value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue(out decimal amount)
            && amount is >= 0 and <= 1_000_000_000_000_000 && (!whole || amount == decimal.Truncate(amount))
            ? amount
            : Wrong(name, whole ? "a whole number, not below 0, is expected" : "a number, not below 0, is expected", "write a plain number such as 2.5, with a point and nothing around it; null, or an empty field, is no limit", before);
    }

    public IReadOnlyList<string>? Words(string name, IReadOnlyList<string>? before, Func<string, bool> fits, string what)
    {
        if (!Has(name, out var value))
        {
            return before;
        }

        if (value is null)
        {
            return null;
        }

        var words = (value as JsonArray)?.Select(static w => w is JsonValue text && text.TryGetValue(out string? word) && !word.Contains('\n', StringComparison.Ordinal) ? word.Trim() : "").ToArray();
        return words is not null && words.Length <= 1000 && Array.TrueForAll(words, w => w.Length > 0 && fits(w))
            ? words
            : Wrong(name, $"a list of {what} is expected", $"write [\"…\"] with {what}, or null for all", before);
    }

    /// <summary>Members nobody asked for: most likely misspelt.</summary>
    public void Close()
    {
        foreach (var member in json.Where(m => !_asked.Contains(m.Key)))
        {
            Problems.Add(new FieldProblem(member.Key, $"'{member.Key}' is not known here", $"take it out; known are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}"));
        }
    }

    public T Wrong<T>(string name, string message, string remedy, T before)
    {
        Problems.Add(new FieldProblem(name, message, remedy));
        return before;
    }

    private bool Has(string name, out JsonNode? value)
    {
        _asked.Add(name);
        return json.TryGetPropertyValue(name, out value);
    }
}
