using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>From nothing to the first routed request: what was found, a provider's key added and tried, an agent pointed here, its first request seen.</summary>
public sealed partial class SetupPage(DashboardParts parts)
{
    private const int MostShown = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Moment = TimeSpan.FromMilliseconds(50);
    private readonly ProviderForm _form = new(parts);

    private Visit _visit = null!;
    private IReadOnlyList<FieldProblem> _problems = [];
    private Tried? _tried;
    private string? _key;
    private StepRecord? _newest;
    private long _finished;

    internal async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Form is null, visit.Id) switch
    {
        (true, "") => await PageAsync(visit, [], null, null, 200),
        (false, "") => await AddAsync(visit),
        (false, "test") => await PageAsync(visit, [], await TryAsync(visit.Field("channel"), visit.Cancel), null, 200),
        (false, "key") => await KeyAsync(visit),
        _ => Reply.Missing("such page"),
    };

    private async ValueTask<Reply> AddAsync(Visit visit)
    {
        var (channel, problems) = await _form.SaveAsync(visit);
        if (channel is null)
        {
            return await PageAsync(visit, problems, null, null, 400);
        }

        var tried = await TryAsync(channel, visit.Cancel);
        await ListedAsync(channel, visit.Cancel);
        return await PageAsync(visit with { Form = null }, [], tried, null, 200);
    }

    /// <summary>What a server lists is taken up beside us: the page that is shown next should have it, where it lists anything.</summary>
    private async Task ListedAsync(string name, CancellationToken cancellationToken)
    {
        Channel? Added() => Now.Channels.Channels.FirstOrDefault(c => c.Name == name);
        if (Added() is { Settings: { ListsModels: true, Models.Count: 0 } } channel && (await ModelLister.AskAsync(channel, cancellationToken)).Models.Count > 0)
        {
            for (var waited = TimeSpan.Zero; waited < Patience && Added() is { Settings.Models.Count: 0 }; waited += Moment)
            {
                await Task.Delay(Moment, parts.Clock, cancellationToken);
            }
        }
    }

    private async ValueTask<Reply> KeyAsync(Visit visit)
    {
        var made = parts.Admin.Keys.Create(new JsonObject { ["name"] = "my agent" }, visit.Actor);
        return await PageAsync(visit, made.Problems, null, made.Value?.Text, made.Kind == OutcomeKind.Done ? 200 : 400);
    }

    private async ValueTask<Tried?> TryAsync(string name, CancellationToken cancellationToken) =>
        parts.State.Current.Channels.Channels.FirstOrDefault(c => c.Name == name) is { } channel ? new Tried(name, await ChannelProbe.TryAsync(channel, cancellationToken)) : null;

    private async ValueTask<Reply> PageAsync(Visit visit, IReadOnlyList<FieldProblem> problems, Tried? tried, string? key, int status)
    {
        (_visit, _problems, _tried, _key, _finished) = (visit, problems, tried, key, parts.Metrics.FinishedSteps);
        var store = await parts.BooksAsync(visit.Cancel);
        _newest = await store.StepsAsync(new StepQuery { Limit = 1 }, visit.Cancel) is [var step] ? step : null;
        return Shows("Set-up", status);
    }

    private GatewaySnapshot Now => parts.State.Current;

    private string KeyShown => _key ?? (Now.Admission.KeysAreRequiredSomewhere ? "YOUR-KEY" : Hosts.GatewayAddress.NoKey);

    /// <summary>Where each channel comes from, by its name.</summary>
    private Dictionary<string, ConfigOwner> Owners => parts.Admin.Items.List(ConfigSection.Channels).ToDictionary(static i => i.Name, static i => i.Owner, StringComparer.Ordinal);

    private static string From(ConfigOwner owner) => owner switch
    {
        ConfigOwner.Found => "found in the environment",
        ConfigOwner.Database => "added here",
        _ => "from the configuration file",
    };

    private sealed record Tried(string Channel, ProbeResult Result);
}
