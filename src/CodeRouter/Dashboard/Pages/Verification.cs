using CodeRouter.Admin;
using CodeRouter.Upstreams;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Every channel tried with its own credentials, and what came of it; kept until the program ends.</summary>
public sealed class Verification(DashboardParts parts)
{
    private volatile VerifiedChannels? _last;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Form is not null)
        {
            var tried = await Task.WhenAll(parts.State.Current.Channels.Channels.Where(static c => c.Settings.Enabled).Select(async c => (c.Name, Outcome: await ChannelProbe.TryAsync(c, visit.Cancel))));
            _last = new VerifiedChannels(parts.Clock.GetUtcNow(), [.. tried.Where(static t => !t.Outcome.Ok).Select(static t => $"{t.Name}: {t.Outcome.Says}")], tried.Length);
            parts.Admin.Audit.Note(visit.Actor, "config.verify", "channels", $"{tried.Count(static t => t.Outcome.Ok)} of {tried.Length} answer");
        }

        return visit.Form is null ? Reply.To("/dashboard") : Done.To(visit, "/dashboard", Done.Verified);
    }

    /// <summary>What came of the last time; null before the first since the start.</summary>
    public VerifiedChannels? Last => _last;
}

/// <summary>All channels tried.</summary>
/// <param name="Troubles">Of each that did not answer, what it said.</param>
public sealed record VerifiedChannels(DateTimeOffset At, string[] Troubles, int Tried);
