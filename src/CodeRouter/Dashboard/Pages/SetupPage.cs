using System.Text.Json.Nodes;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Dashboard.Public;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>From nothing to the first routed request: what was found, a provider's key added and tried, an agent pointed here, its first request seen.</summary>
internal sealed class SetupPage(DashboardParts parts)
{
    private const int MostShown = 20;
    private readonly ProviderForm _form = new(parts);

    public async ValueTask<Reply> AnswerAsync(Visit visit) => (visit.Form is null, visit.Id) switch
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
        return channel is null
            ? await PageAsync(visit, problems, null, null, 400)
            : await PageAsync(visit with { Form = null }, [], await TryAsync(channel, visit.Cancel), null, 200);
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
        var snapshot = parts.State.Current;
        var body = new Html().Add($"<p class=\"lead\">Four steps from nothing to the first routed request. What is there already is skipped.</p><ol class=\"steps\"><li><h2>Providers</h2>");
        Found(body, visit, tried);
        body.Add($"</li><li><h2>Add a provider</h2>");
        if (visit.MayChange)
        {
            _form.Write(body, visit, problems);
        }
        else
        {
            body.Add($"<p>This needs a key with the role admin.</p>");
        }

        body.Add($"</li><li><h2>Point your agent here</h2>");
        Agents(body, visit, snapshot.Admission.KeysAreRequiredSomewhere, key);
        body.Add($"</li><li><h2>The first request</h2>");
        await FirstAsync(body, visit.Cancel);
        return new Reply("Set-up", body.Add($"</li></ol>"), status);
    }

    private void Found(Html to, Visit visit, Tried? tried)
    {
        var channels = parts.State.Current.Channels.Channels;
        if (channels.Count == 0)
        {
            to.Add($"<p>None yet: there was no provider’s key in the environment, no model server on its usual port, and none is configured. Add one below.</p>");
            return;
        }

        var owners = parts.Admin.Items.List(ConfigSection.Channels).ToDictionary(static i => i.Name, static i => i.Owner, StringComparer.Ordinal);
        to.Add($"<p><span class=\"arrived\">{(long)channels.Count} found or configured.</span> A test asks the provider for its list of models; nothing is paid.</p><ul class=\"found\">");
        foreach (var channel in channels.Take(MostShown))
        {
            string from = owners.TryGetValue(channel.Name, out var owner) ? owner switch { ConfigOwner.Found => "found in the environment", ConfigOwner.Database => "added here", _ => "from the configuration file" } : "from the configuration file";
            to.Add($"<li><strong>{channel.Name}</strong> <span class=\"dim\">{channel.Settings.BaseUri.Host} · {(long)channel.Settings.Models.Count} models · {from}</span> ");
            if (visit.MayChange)
            {
                to.Add($"{Forms.Begin(visit, "/dashboard/setup/test")}<input type=\"hidden\" name=\"channel\" value=\"{channel.Name}\"><button class=\"small\">Test<span class=\"spoken\"> {channel.Name}</span></button></form>");
            }

            if (tried?.Channel == channel.Name)
            {
                to.Add($"<p role=\"status\" class=\"{(tried.Result.Ok ? "good" : "bad")}\">{channel.Name} {tried.Result.Says}</p>");
            }

            to.Add($"</li>");
        }

        to.Add($"</ul>");
        if (channels.Count > MostShown)
        {
            to.Add($"<p>The others are on <a href=\"/dashboard/models\">the models page</a>.</p>");
        }
    }

    private void Agents(Html to, Visit visit, bool needsKey, string? key)
    {
        if (needsKey && key is null)
        {
            to.Add($"<p>Callers need a key of this router.{(visit.MayChange ? " Make one for your agent, and it stands in the lines below." : " Ask an administrator for one.")}</p>");
            if (visit.MayChange)
            {
                to.Add($"{Forms.Button(visit, "/dashboard/setup/key", "Make a key for my agent")}");
            }
        }

        if (key is not null)
        {
            to.Add($"{KeysShown.Once(key)}");
        }

        to.Add($"<details{(parts.State.Current.Settings.Policy.Models.Count > 0 ? Open : null)}><summary>Set-up lines of each agent</summary>");
        SetupLines.Write(to, ReachedAt.Of(parts.State.Current.Settings, visit.Http.Request), key ?? (needsKey ? "YOUR-KEY" : "coderouter"));
        to.Add($"</details>");
    }

    private static readonly Html Open = new Html().Add($" open");

    private async ValueTask FirstAsync(Html to, CancellationToken cancellationToken)
    {
        long finished = parts.Metrics.FinishedSteps;
        var newest = await (await parts.BooksAsync(cancellationToken)).StepsAsync(new StepQuery { Limit = 1 }, cancellationToken);
        if (newest is not [var step])
        {
            to.Add($"<p role=\"status\" data-wait=\"{finished}\">Waiting for it. <a href=\"/dashboard/setup\">Look again</a></p>");
            return;
        }

        to.Add($"<p role=\"status\"><span class=\"arrived\">It arrived.</span> The newest, {Shown.When(step.At)}: {step.Agent ?? "an unknown client"} asked for {step.AskedModel ?? "no model"}");
        to.Add($"{(step.State == StepState.Answered ? new Html().Add($", and {step.Model ?? "nobody"} answered.") : new Html().Add($". <strong class=\"bad\">{step.State.Name()}{(step.ErrorMessage is null ? "" : ": " + step.ErrorMessage)}</strong>"))} <a href=\"/dashboard/sessions/{Uri.EscapeDataString(step.Session)}\">See its session</a></p>");
    }

    private sealed record Tried(string Channel, ProbeResult Result);
}
