namespace CodeRouter.Storage;

/// <summary>The few places where the stores' SQL differs.</summary>
/// <param name="Like">LIKE that takes upper and lower case of ASCII letters for the same.</param>
/// <param name="Whole">A number's whole part, toward zero, as a 64-bit integer; {0} is the expression.</param>
/// <param name="Halves">
/// A sum of money in two halves, millions and the rest: 64 bits of 1e-12 dollars end at nine million, and a sum that overflows is an
/// error in SQLite. {0} is the expression.
/// </param>
internal sealed record SqlWords(string Like, string Whole, string Halves)
{
    public static SqlWords Sqlite { get; } = new("LIKE", "CAST({0} AS INTEGER)", "coalesce(sum(({0}) / 1000000), 0), coalesce(sum(({0}) % 1000000), 0)");

    // PostgreSQL adds whole numbers up without a bound: halved once, not row by row.
    public static SqlWords Postgres { get; } = new("ILIKE", "CAST(trunc({0}) AS BIGINT)", "coalesce(div(sum({0}), 1000000), 0)::bigint, coalesce(mod(sum({0}), 1000000), 0)::bigint");
}
