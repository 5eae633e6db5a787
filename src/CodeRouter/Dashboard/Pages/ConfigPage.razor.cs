using System.Globalization;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configuration as it is in force, changed as text, compared between versions, brought back.</summary>
public sealed partial class ConfigPage(DashboardParts parts)
{
    /// <summary>Longer ones are cut on the page; all of it is in the editor.</summary>
    private const int MostShown = 60_000;
    private const int PerPage = 50;

    private Visit _visit = null!;
    private string _text = "";
    private IReadOnlyList<ConfigVersion> _versions = [];

    private ConfigDesk Desk => parts.Admin.Configuration;

    internal Reply Answer(Visit visit) => (visit.Id.Split('/'), visit.Form) switch
    {
        ([""], null) => Show(visit),
        (["edit"], _) => new ConfigEditPage(parts).Answer(visit),
        ([var number], null) when Version(number) is { } version => new ConfigVersionPage().Answer(visit, Desk, version),
        ([var number, "rollback"], not null) => RollBack(visit, number),
        _ => Reply.Missing("such version"),
    };

    private Reply Show(Visit visit)
    {
        (_visit, _text, _versions) = (visit, Desk.Text, Desk.Versions(PerPage + 1, visit.Offset));
        return Shows("Configuration");
    }

    private ConfigVersion? Version(string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long known) ? Desk.Version(known) : null;

    private Reply RollBack(Visit visit, string number)
    {
        if (Version(number) is not { } version)
        {
            return Reply.Missing("such version");
        }

        var outcome = parts.Admin.Items.Rollback(version.Number, visit.Actor);
        return outcome.Kind switch
        {
            OutcomeKind.Done => Done.To(visit, "/dashboard/config", Done.RolledBack),
            OutcomeKind.Missing => Reply.Missing("such version"),
            _ => new NothingDone($"{string.Join(" ", outcome.Problems.Select(static p => $"{p.Field}: {p.Message}; {p.Remedy}."))} Nothing was changed.", "/dashboard/config", "Back to the configuration").Answer("Not rolled back"),
        };
    }
}
