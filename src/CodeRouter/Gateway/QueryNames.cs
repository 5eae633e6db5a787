using CodeRouter.Config;

namespace CodeRouter.Gateway;

/// <summary>Names in a query that mean nothing where they were sent. Passed over, such a question would be answered with something else than was asked.</summary>
public static class QueryNames
{
    /// <summary>Null where every name is known. A key may stand in any query.</summary>
    public static GatewayFailure? Refusal(IQueryCollection query, IReadOnlyList<(string Name, string Says)> known)
    {
        string? unknown = query.Keys.FirstOrDefault(name => !name.Equals("key", StringComparison.OrdinalIgnoreCase) && !known.Any(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        if (unknown is null)
        {
            return null;
        }

        string[] names = [.. known.Select(static k => k.Name)];
        string meant = Closest.Hint(unknown, names) is { Length: > 0 } hint ? hint : ".";
        return new GatewayFailure(FailureCode.InvalidValue, $"{(unknown.Length > 40 ? unknown[..40] + "…" : unknown)} is nothing that can be asked here{meant} {(names.Length == 0 ? "Leave it out." : $"Use {string.Join(", ", names)}.")}");
    }
}
