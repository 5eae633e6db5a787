using System.Collections;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>Rows as one array for each column: many rows in one statement, in the order they were added.</summary>
internal sealed class ColumnArrays
{
    private readonly List<(string Name, string Type, IList Values)> _columns = [];
    private int _next;

    public int Rows { get; private set; }

    /// <summary><c>unnest(@a::bigint[], …) AS u(a, …)</c>.</summary>
    public string Unnest =>
        $"unnest({string.Join(", ", _columns.Select(static c => $"@{c.Name}::{c.Type}[]"))}) AS u({string.Join(", ", _columns.Select(static c => c.Name))})";

    public string Names => string.Join(", ", _columns.Select(static c => c.Name));

    public ColumnArrays Texts(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _columns.Add((name, "text", new List<string?>()));
        }

        return this;
    }

    public ColumnArrays Wholes(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _columns.Add((name, "bigint", new List<long?>()));
        }

        return this;
    }

    /// <summary>The next column of the row under way.</summary>
    public ColumnArrays Add(string? value)
    {
        _columns[_next++].Values.Add(value is null ? null : PostgresText.Of(value));
        return this;
    }

    public ColumnArrays Add(long? value)
    {
        ((List<long?>)_columns[_next++].Values).Add(value);
        return this;
    }

    public ColumnArrays Add(StepSums sums)
    {
        for (int i = 0; i < UsageSums.Count; i++)
        {
            Add((long?)sums[(Measure)i]);
        }

        return this;
    }

    public void EndRow()
    {
        (_next, Rows) = (0, Rows + 1);
    }

    /// <summary>Runs the statement over the rows; nothing where there are none.</summary>
    public void Run(PostgresLink link, string sql)
    {
        if (Rows > 0)
        {
            link.Run(sql, Values());
        }
    }

    public IRows Query(PostgresLink link, string sql) => link.Query(sql, Values());

    private (string Name, object? Value)[] Values() =>
        [.. _columns.Select(static c => ("@" + c.Name, (object?)(c.Values is List<string?> texts ? texts.ToArray() : ((List<long?>)c.Values).ToArray())))];
}
