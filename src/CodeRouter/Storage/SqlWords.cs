namespace CodeRouter.Storage;

/// <summary>The few places where the stores' SQL differs.</summary>
/// <param name="Like">LIKE that takes upper and lower case of ASCII letters for the same.</param>
/// <param name="Whole">A number's whole part, toward zero, as a 64-bit integer; {0} is the expression.</param>
internal sealed record SqlWords(string Like, string Whole)
{
    public static SqlWords Sqlite { get; } = new("LIKE", "CAST({0} AS INTEGER)");

    public static SqlWords Postgres { get; } = new("ILIKE", "CAST(trunc({0}) AS BIGINT)");
}
