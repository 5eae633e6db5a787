using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>Keys and token groups as somebody wrote them, laid over what they were.</summary>
internal static class AccessForms
{
    public static (ApiKey Key, IReadOnlyList<FieldProblem> Problems) Read(ApiKey before, JsonObject json, DateTimeOffset now)
    {
        var fields = new FieldReader(json);
        string? name = fields.Text("name", before.Name);
        if (name is null)
        {
            fields.Wrong("name", "a name is missing", "say what the key is for", 0);
        }

        string? role = fields.Text("role", before.Role.ToString());
        var parsed = before.Role;
        if (role is not null && (!Enum.TryParse(role, ignoreCase: true, out parsed) || !Enum.IsDefined(parsed) || char.IsDigit(role[0])))
        {
            parsed = fields.Wrong("role", $"'{role}' is not a role", "write none, viewer, admin or owner", before.Role);
        }

        var expires = before.ExpiresAt;
        if (json.ContainsKey("expires_at") && !Expiry.TryParse(fields.Text("expires_at", null), now, out expires))
        {
            expires = fields.Wrong("expires_at", "this is not a moment to come", Expiry.Remedy, before.ExpiresAt);
        }

        fields.Text("expires_at", null);
        var models = fields.Words("models", before.Models is null ? null : [.. before.Models], static w => w.Length <= 200, "names of models and model groups");
        var key = before with
        {
            Name = name ?? before.Name,
            Group = fields.Text("group", before.Group),
            User = fields.Text("user", before.User),
            Team = fields.Text("team", before.Team),
            Role = role is null ? Role.None : parsed,
            ExpiresAt = expires,
            Limits = Limits(fields, before.Limits),
            Models = models?.ToHashSet(StringComparer.Ordinal),
            Addresses = fields.Words("addresses", before.Addresses, NetworkText.IsWhole, "addresses or ranges such as 10.0.0.0/8"),
        };
        fields.Close();
        return (key, fields.Problems);
    }

    public static (TokenGroup Group, IReadOnlyList<FieldProblem> Problems) Read(TokenGroup before, JsonObject json)
    {
        var fields = new FieldReader(json);
        string? name = fields.Text("name", before.Name, 100);
        if (name is null || (before.Revision > 0 && name != before.Name))
        {
            fields.Wrong("name", name is null ? "a name is missing" : "a token group keeps its name: its keys carry it", name is null ? "name the group" : "make another group", 0);
        }

        var models = fields.Words("models", before.Models is null ? null : [.. before.Models], static w => w.Length <= 200, "names of models and model groups");
        decimal? ratio = fields.Amount("ratio", before.Ratio, whole: false);
        if (ratio > 1000)
        {
            fields.Wrong("ratio", "a ratio of more than 1000 is surely a mistake", "write what a dollar of cost is charged as, such as 1.2", 0);
        }

        var group = before with
        {
            Name = name ?? before.Name,
            Description = fields.Text("description", before.Description, 1000),
            Limits = Limits(fields, before.Limits),
            Models = models?.ToHashSet(StringComparer.Ordinal),
            Ratio = ratio ?? 1,
        };
        fields.Close();
        return (group, fields.Problems);
    }

    private static LimitSet Limits(FieldReader fields, LimitSet before) => new()
    {
        Usd = fields.Amount("budget_usd", before.Usd, whole: false),
        UsdPerDay = fields.Amount("budget_usd_per_day", before.UsdPerDay, whole: false),
        UsdPerMonth = fields.Amount("budget_usd_per_month", before.UsdPerMonth, whole: false),
        Tokens = (long?)fields.Amount("budget_tokens", before.Tokens, whole: true),
        TokensPerDay = (long?)fields.Amount("budget_tokens_per_day", before.TokensPerDay, whole: true),
        TokensPerMonth = (long?)fields.Amount("budget_tokens_per_month", before.TokensPerMonth, whole: true),
        RequestsPerMinute = (long?)fields.Amount("requests_per_minute", before.RequestsPerMinute, whole: true),
        TokensPerMinute = (long?)fields.Amount("tokens_per_minute", before.TokensPerMinute, whole: true),
        Concurrent = (long?)fields.Amount("concurrent_requests", before.Concurrent, whole: true),
    };
}
