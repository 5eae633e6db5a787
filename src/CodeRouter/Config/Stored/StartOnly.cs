namespace CodeRouter.Config.Stored;

/// <summary>What a running gateway has taken from its configuration once and for all: addresses, store, connections.</summary>
internal static class StartOnly
{
    /// <summary>A warning for each of them that says something else now.</summary>
    public static IReadOnlyList<ConfigProblem> Changed(Settings started, Settings now)
    {
        var waiting = new List<ConfigProblem>();
        void Waits(bool changed, string path, string goesOn)
        {
            if (changed)
            {
                waiting.Add(new ConfigProblem(false, path, 0, null, $"changed, but the running gateway {goesOn}", "restart it"));
            }
        }

        Waits(!Addresses(now).SequenceEqual(Addresses(started), StringComparer.Ordinal), "listeners", $"goes on listening on {string.Join(", ", Addresses(started))}");
        Waits(now.Storage.Postgres?.Reveal() != started.Storage.Postgres?.Reveal() || now.Storage.SqlitePath != started.Storage.SqlitePath, "storage", "goes on with the store it has opened");
        Waits(now.Limits.ConnectTimeout != started.Limits.ConnectTimeout, "limits.connect_timeout", $"goes on with {started.Limits.ConnectTimeout.TotalSeconds:0.###} s");
        return waiting;
    }

    private static IEnumerable<string> Addresses(Settings settings) => settings.Listeners.Select(static l => $"{l.Address}:{l.Port}");
}
