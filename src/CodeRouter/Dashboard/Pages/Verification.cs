using CodeRouter.Admin;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every channel tried with its own credentials, and what came of it; kept until the program ends.</summary>
internal sealed class Verification(DashboardParts parts)
{
    private volatile Result? _last;

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Form is not null)
        {
            var tried = await Task.WhenAll(parts.State.Current.Channels.Channels.Where(static c => c.Settings.Enabled).Select(async c => (c.Name, Outcome: await ChannelProbe.TryAsync(c, visit.Cancel))));
            _last = new Result(parts.Clock.GetUtcNow(), [.. tried.Where(static t => !t.Outcome.Ok).Select(static t => $"{t.Name}: {t.Outcome.Says}")], tried.Length);
            parts.Admin.Audit.Note(visit.Actor, "config.verify", "channels", $"{tried.Count(static t => t.Outcome.Ok)} of {tried.Length} answer");
        }

        return Reply.To("/dashboard");
    }

    public void Write(Html to)
    {
        if (_last is not { } last)
        {
            to.Add($"not since the start");
            return;
        }

        to.Add($"{Shown.When(last.At)}: {(long)(last.Tried - last.Troubles.Length)} of {(long)last.Tried} channels answer");
        foreach (string trouble in last.Troubles)
        {
            to.Add($"<br><span class=\"bad\">{trouble}</span>");
        }
    }

    private sealed record Result(DateTimeOffset At, string[] Troubles, int Tried);
}
