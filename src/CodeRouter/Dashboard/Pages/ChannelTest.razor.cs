using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Channels tried with their own credentials at somebody's wish, and what came of it.</summary>
/// <param name="page">The name of the page it was asked for on.</param>
public sealed partial class ChannelTest(DashboardParts parts, string page)
{
    private string _name = "";
    private IReadOnlyList<(Channel Channel, ProbeResult Outcome)> _tried = [];

    internal async ValueTask<Reply> RunAsync(Visit visit, IReadOnlyList<Channel> channels, string name)
    {
        _name = name;
        _tried = await Task.WhenAll(channels.Select(async c => (c, await ChannelProbe.TryAsync(c, visit.Cancel))));
        foreach (var (channel, outcome) in _tried)
        {
            parts.Admin.Audit.Note(visit.Actor, "channel.test", channel.Name, outcome.Says);
        }

        return _tried.Count == 0 ? Shows("Nothing to test", 404) : Shows($"Test of {name}");
    }
}
