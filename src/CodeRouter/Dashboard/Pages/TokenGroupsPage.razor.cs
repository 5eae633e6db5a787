using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Keys that share limits: made, changed, removed.</summary>
public sealed partial class TokenGroupsPage(DashboardParts parts)
{
    private const int MostShown = 500;
    internal static readonly string[] Fields = ["name", "description", "models", "ratio", .. LimitFields.All];

    private Visit _visit = null!;
    private IReadOnlyList<FieldProblem> _problems = [];
    private IReadOnlyList<TokenGroup> _groups = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, decimal>> _used = new(StringComparer.Ordinal);

    /// <summary>How many keys carry each.</summary>
    private Dictionary<string, int> _keys = [];

    private TokenGroupDesk Desk => parts.Admin.TokenGroups;

    internal async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Id, visit.Form) switch
    {
        ("", null) => await ListAsync(visit, [], 200),
        ("", _) => await CreateAsync(visit),
        ("edit", null) => Desk.Find(visit.Query("name") ?? "") is { } group ? new TokenGroupPage().Answer(visit, group, [], null, 200) : Reply.Missing("such token group"),
        ("edit", _) => Save(visit),
        ("remove", not null) => Desk.Remove(visit.Field("name"), visit.Seen, visit.Actor).Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/token-groups", Done.Removed),
            OutcomeKind.Stale => new NothingDone("Somebody else changed this group meanwhile: it was not removed.", "/dashboard/token-groups", "Look at it as it is now", ", and decide again.").Answer("Changed meanwhile"),
            _ => Reply.Missing("such token group"),
        },
        _ => Reply.Missing("such page"),
    };

    private async ValueTask<Reply> CreateAsync(Visit visit)
    {
        var made = Desk.Create(Read(visit, null), visit.Actor);
        return made.Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/token-groups", Done.Saved),
            OutcomeKind.Exists => await ListAsync(visit, [new FieldProblem("name", "there is a token group of this name already", "take another name, or edit that one")], 409),
            _ => await ListAsync(visit, made.Problems, 400),
        };
    }

    private Reply Save(Visit visit)
    {
        string name = visit.Field("name");
        if (Desk.Find(name) is not { } now)
        {
            return Reply.Missing("such token group");
        }

        var saved = Desk.Change(name, Read(visit, now), visit.Seen, visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/token-groups", Done.Saved),
            OutcomeKind.Stale => new TokenGroupPage().Answer(visit, Desk.Find(name) ?? now, [], Desk.Find(name) ?? now, 409),
            OutcomeKind.Missing => Reply.Missing("such token group"),
            _ => new TokenGroupPage().Answer(visit, now, saved.Problems, null, 400),
        };
    }

    private static JsonObject Read(Visit visit, TokenGroup? before) => ChangedFields.Of(visit, Fields, name => before is null ? "" : Of(before, name));

    private async ValueTask<Reply> ListAsync(Visit visit, IReadOnlyList<FieldProblem> problems, int status)
    {
        (_visit, _problems, _groups) = (visit, problems, Desk.List());
        _keys = parts.Admin.Keys.List(null, null).Where(static k => k.RevokedAt is null && k.Group is not null).GroupBy(static k => k.Group!, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
        foreach (var group in _groups.Take(MostShown))
        {
            _used[group.Name] = await parts.Admin.Budgets.OfAsync(LimitScope.Group, group.Name, group.Limits, visit.Cancel);
        }

        return Shows("Token groups", status);
    }

    /// <summary>A group's member as its form shows it.</summary>
    internal static string Of(TokenGroup group, string name) => name switch
    {
        "name" => group.Name,
        "description" => group.Description ?? "",
        "models" => string.Join(", ", group.Models ?? (IEnumerable<string>)[]),
        "ratio" => group.Ratio.ToString("0.############", CultureInfo.InvariantCulture),
        _ => LimitFields.Of(group.Limits, name),
    };
}
