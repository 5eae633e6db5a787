using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Keeps the models of channels that tell them themselves: asked at the start, after a change of the configuration, every few minutes, and
/// soon again where nobody answered. What was listed stays while a channel is away.
/// </summary>
public sealed class ModelImport(GatewayState state, ConfigDesk desk, ILogger<ModelImport> log, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _over = new();
    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private Task _look = Task.CompletedTask;
    private int _isLooking;
    private volatile bool _isChanged;

    /// <summary>Asks for the first time, and waits a moment for the answers: the first request should find its model.</summary>
    public async Task WatchAsync()
    {
        Look();
        await Task.WhenAny(_look, Task.Delay(Patience, clock));
        state.Replaced += _ =>
        {
            _isChanged = true;
            _timer?.Change(TimeSpan.Zero, Again);
        };
        _timer = clock.CreateTimer(_ => Look(), null, Again, Again);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private IEnumerable<Channel> Listing() => state.Current.Channels.Channels.Where(static c => c.Settings is { ListsModels: true, Enabled: true });

    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            _look = LookAsync();
        }
    }

    // A channel that has moved or got another key is another one; one that did not answer may after any change.
    private bool IsDue(Channel channel, bool changed) =>
        !_told.TryGetValue(channel.Name, out var told) || told.Of != Place(channel)
        || (told.Problem is null ? clock.GetElapsedTime(told.At) >= Fresh : changed || clock.GetElapsedTime(told.At) >= Again - TimeSpan.FromSeconds(1));

    private static (Uri, string?) Place(Channel channel) => (channel.Settings.BaseUri, channel.Settings.AccessKey?.Reveal());

    private async Task LookAsync()
    {
        try
        {
            bool changed = _isChanged;
            _isChanged = false;
            var due = Listing().Where(channel => IsDue(channel, changed)).ToList();
            var answers = await Task.WhenAll(due.Select(channel => ModelLister.AskAsync(channel, _over.Token)));
            bool isNew = false;
            for (int i = 0; i < due.Count; i++)
            {
                isNew |= Take(due[i], answers[i]);
            }

            if (isNew && desk.TakeLists(_told.Where(static t => t.Value.Models.Count > 0).ToDictionary(static t => t.Key, static t => t.Value.Models, StringComparer.Ordinal)) is { Settings: null } refused)
            {
                log.ListedModelsUnused(refused.Errors.First().Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway is going down.
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <summary>Whether its models are others than before.</summary>
    private bool Take(Channel channel, ListedModels answer)
    {
        var before = _told.GetValueOrDefault(channel.Name);
        var kept = answer.Problem is null || before is null || before.Of != Place(channel) ? answer.Models : before.Models;
        _told[channel.Name] = new Told(Place(channel), kept, answer.Problem, clock.GetTimestamp());
        if (answer.Problem is { } problem && problem != before?.Problem)
        {
            log.ModelsNotListed(channel.Name, problem);
        }

        return !SameModels(before?.Models ?? [], kept);
    }

    private static bool SameModels(IReadOnlyList<ListedModel> one, IReadOnlyList<ListedModel> other) =>
        one.Count == other.Count && one.Zip(other).All(static pair => Plain(pair.First) == Plain(pair.Second) && (pair.First.Price?.Steps ?? []).SequenceEqual(pair.Second.Price?.Steps ?? []));

    // Steps are a list, and lists are equal only to themselves.
    private static ListedModel Plain(ListedModel model) => model with { Price = model.Price is { } price ? price with { Steps = [] } : null };

    private sealed record Told((Uri Address, string? Key) Of, IReadOnlyList<ListedModel> Models, string? Problem, long At);
}
