using Npgsql;

namespace CodeRouter.Storage.Postgres;

/// <summary>Hears what other gateways announce, over a connection of its own that is made again where it breaks.</summary>
internal sealed class PostgresFeed(PostgresDatabase database) : IAsyncDisposable
{
    public const string Channel = "coderouter";

    /// <summary>After a break something may have been missed: whoever listens looks for itself.</summary>
    public const string Anything = "";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Raised on the feed's own thread, with what was announced.</summary>
    public event Action<string>? Heard;

    public void Start() => _running = Task.Run(ListenAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(_ending.Token).ConfigureAwait(false);
                connection.Notification += (_, e) => Heard?.Invoke(e.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(_ending.Token).ConfigureAwait(false);
                }

                Heard?.Invoke(Anything);
                while (true)
                {
                    await connection.WaitAsync(_ending.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
