using System.Runtime.InteropServices;
using System.Text;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>A SELECT put together from conditions that are there or not. Values are always parameters; texts of SQL are always ours.</summary>
internal sealed class Question(string select)
{
    private const string LikeMark = "\u0001like";
    private readonly StringBuilder _sql = new(select);
    private readonly List<(string Name, object? Value)> _values = [];
    private bool _conditional;

    public Question Where(string condition, string name, object value)
    {
        _values.Add((name, value));
        return Where(condition);
    }

    public Question WhereIf(bool wanted, string condition) => wanted ? Where(condition) : this;

    public Question WhereEqual(string column, string? value, string? name = null)
    {
        name ??= "@" + column.Replace(".", "_", StringComparison.Ordinal);
        return value is null ? this : Where($"{column} = {name}", name, value);
    }

    /// <summary>The caller's own rows; null is everybody's.</summary>
    public Question WhereKey(string column, string? keyId) => WhereEqual(column, keyId, "@key");

    /// <summary>The column is one of these; no row where there are none.</summary>
    public Question WhereAny(string column, IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            _values.Add(($"@any{i}", values[i]));
        }

        return Where(values.Count == 0 ? "1 = 0" : $"{column} IN ({string.Join(", ", values.Select(static (_, i) => $"@any{i}"))})");
    }

    public Question WhereTime(string column, DateTimeOffset? since, DateTimeOffset? until) =>
        WhereMicros(column, since is { } from ? StepTime.ToMicros(from) : null, until is { } to ? StepTime.ToMicros(to) : null);

    public Question WhereMicros(string column, long? since, long? until)
    {
        if (since is { } from)
        {
            Where($"{column} >= @since", "@since", from);
        }

        return until is { } to ? Where($"{column} < @until", "@until", to) : this;
    }

    /// <summary>The text stands somewhere in one of the columns, its wildcards taken literally.</summary>
    public Question WhereContains(string? text, params ReadOnlySpan<string> columns)
    {
        if (string.IsNullOrEmpty(text))
        {
            return this;
        }

        // What nothing can hold is found nowhere; SQLite would take it for the end of the text, and find everything.
        string literal = text.Replace('\0', '\uFFFD').Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        string[] conditions = new string[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            conditions[i] = $"{columns[i]} {LikeMark} @search ESCAPE '\\'";
        }

        return Where($"({string.Join(" OR ", conditions)})", "@search", $"%{literal}%");
    }

    public Question Then(string clause)
    {
        _sql.Append(' ').Append(clause);
        return this;
    }

    public Question Page(int limit, int offset)
    {
        _values.Add(("@limit", limit));
        _values.Add(("@offset", offset));
        return Then("LIMIT @limit OFFSET @offset");
    }

    public IRows On(ILink link) => link.Query(_sql.Replace(LikeMark, link.Words.Like).ToString(), CollectionsMarshal.AsSpan(_values));

    private Question Where(string condition)
    {
        _sql.Append(_conditional ? " AND " : " WHERE ").Append(condition);
        _conditional = true;
        return this;
    }
}
