using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Channels tried with their own credentials at somebody's wish, and what came of it.</summary>
internal static class ChannelTest
{
    public static async ValueTask<Reply> RunAsync(DashboardParts parts, Visit visit, string page, IReadOnlyList<Channel> channels, string name)
    {
        if (channels.Count == 0)
        {
            return new Reply("Nothing to test", new Html().Add($"<p>No channel that is in use serves {name}. <a href=\"/dashboard/channels\">Add one</a>, or enable it.</p>"), 404);
        }

        var tried = await Task.WhenAll(channels.Select(async c => (c.Name, c.Settings.BaseUri, Outcome: await ChannelProbe.TryAsync(c, visit.Cancel))));
        var body = new Html().Add($"<p>Each was asked for its list of models with its own credentials, which costs nothing.</p><ul role=\"status\">");
        foreach (var (channel, address, outcome) in tried)
        {
            parts.Admin.Audit.Note(visit.Actor, "channel.test", channel, outcome.Says);
            body.Add($"<li><strong class=\"{(outcome.Ok ? "good" : "bad")}\">{channel}</strong> ({address.Authority}) {outcome.Says} <span class=\"dim\">{Shown.Ms(outcome.Ms)}</span></li>");
        }

        return new Reply($"Test of {name}", body.Add($"</ul><p><a href=\"/dashboard/{page}\">Back to the list</a></p>"));
    }
}
