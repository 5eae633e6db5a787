using System.Diagnostics;
using System.Globalization;
using CodeRouter.Dashboard.Pages;

namespace CodeRouter.Dashboard;

/// <summary>
/// The overview's figures as server-sent events. They are read for all watchers together, only after a step has ended, and never more
/// often than a hundred times as long as reading them took: so watching costs the gateway a hundredth of a core at most.
/// </summary>
internal sealed class LiveFeed(DashboardParts parts)
{
    private const int MostWatchers = 100;
    private const int Share = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Silence = TimeSpan.FromSeconds(15), Longest = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, Latest> _latest = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private int _watchers;

    /// <param name="stopping">The program ends: a page that is looked at must not hold it up.</param>
    public async Task WriteAsync(Visit visit, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref _watchers);
            visit.Http.Response.StatusCode = 503;
            visit.Http.Response.Headers.RetryAfter = "60";
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(visit.Cancel, stopping);
        // Whoever still looks connects again, and is asked again who he is.
        ends.CancelAfter(Longest);
        try
        {
            visit.Http.Response.ContentType = "text/event-stream";
            await SendAsync(visit, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The watcher left, or has watched long enough.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async Task SendAsync(Visit visit, CancellationToken ends)
    {
        var range = TimeRange.Of(visit);
        bool counts = visit.Query("of") == "steps";
        string? sent = null;
        long quiet = parts.Clock.GetTimestamp();
        while (true)
        {
            // Who waits for the first request wants to know that one has ended, and not what the books say: that costs nothing and rests for nothing.
            string now = counts ? string.Create(CultureInfo.InvariantCulture, $$"""{"steps":{{parts.Metrics.FinishedSteps}}}""") : await LatestAsync(range, ends);
            bool changed = now != sent;
            if (changed || parts.Clock.GetElapsedTime(quiet) > Silence)
            {
                await visit.Http.Response.WriteAsync(changed ? $"data: {now}\n\n" : ":\n\n", ends);
                await visit.Http.Response.Body.FlushAsync(ends);
                (sent, quiet) = (now, parts.Clock.GetTimestamp());
            }

            await Task.Delay(Pause, parts.Clock, ends);
        }
    }

    private async ValueTask<string> LatestAsync(TimeRange range, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            long steps = parts.Metrics.FinishedSteps, generation = parts.State.Current.Settings.Generation;
            var known = _latest.GetValueOrDefault(range.Name);
            if (known is not null && ((known.Steps == steps && known.Generation == generation) || parts.Clock.GetElapsedTime(known.At) < known.Rest))
            {
                return known.Json;
            }

            long began = Stopwatch.GetTimestamp();
            string json;
            try
            {
                json = OverviewMarks.Json(await OverviewFigures.ReadAsync(parts, range, cancellationToken), steps);
            }
            catch (System.Data.Common.DbException) when (known is not null)
            {
                // The store is away: what was known stays on the page until it is back.
                json = known.Json;
            }

            _latest[range.Name] = new Latest(json, steps, generation, parts.Clock.GetTimestamp(), Stopwatch.GetElapsedTime(began) * Share);
            return json;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <param name="Rest">How long it is left as it is.</param>
    private sealed record Latest(string Json, long Steps, long Generation, long At, TimeSpan Rest);
}
