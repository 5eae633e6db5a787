using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Upstreams;

namespace CodeRouter.Cli;

/// <summary><c>coderouter channels list|test</c>: the ways to reach upstreams, the edited ones included.</summary>
public static class ChannelsVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file; without one, what serve would find" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var name = new Argument<string?>("NAME") { Description = "Only this one", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", "List channels") { config, data, json };
        list.SetAction((parsed, cancel) => RunAsync(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), null, probes: false, parsed.GetValue(json), cancel));
        var test = new Command("test", "Try channels with their credentials; asks for the list of models, which costs nothing") { name, config, data, json };
        test.SetAction((parsed, cancel) => RunAsync(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), parsed.GetValue(name), probes: true, parsed.GetValue(json), cancel));
        return new Command("channels", "Ways to reach upstreams") { list, test };
    }

    private static async Task<int> RunAsync(string? config, string? data, string? name, bool probes, bool json, CancellationToken cancel)
    {
        var (read, code) = await SettingsAsync(config, Path.GetFullPath(data ?? DataFolder.Default()), cancel);
        if (read is not { } settings)
        {
            return code;
        }

        using var origins = new UpstreamOrigins(settings.Limits.ConnectTimeout);
        var channels = ChannelSet.Build(settings, origins, TimeProvider.System).Channels.Where(c => name is null || c.Name == name).ToArray();
        if (name is not null && channels.Length == 0)
        {
            await Console.Error.WriteLineAsync($"There is no channel {name}. `coderouter channels list` shows them.");
            return ExitCode.Failed;
        }

        var results = probes ? await Task.WhenAll(channels.Select(c => ChannelProbe.TryAsync(c, cancel))) : [];
        if (json)
        {
            Console.WriteLine(Json(channels, results));
        }
        else
        {
            for (int i = 0; i < channels.Length; i++)
            {
                var (channel, set) = (channels[i], channels[i].Settings);
                Console.WriteLine(probes
                    ? $"{(results[i].Ok ? "ok    " : "failed")}  {channel.Name}  {results[i].Says}"
                    : $"{channel.Name}  {set.Format.ApiName()}  {set.BaseUri}  {set.Models.Count} model{(set.Models.Count == 1 ? "" : "s")}{(set.Enabled ? "" : "  off")}");
            }
        }

        return results.All(static r => r.Ok) ? ExitCode.Ok : ExitCode.Failed;
    }

    // Null with the exit status; why was said.
    private static async Task<(Settings? Settings, int Code)> SettingsAsync(string? config, string folder, CancellationToken cancel)
    {
        var catalog = ShippedCatalog.Load(folder, out _);
        var origin = config is not null ? ConfigurationFile.LoadOrigin(config, catalog)
            : new ConfigOrigin(null, ProviderDiscovery.FromEnvironment(Environment.GetEnvironmentVariable, catalog, await LocalServers.ProbeAsync(catalog, cancel)).Settings, catalog);
        if (origin is null)
        {
            return (null, ExitCode.Usage);
        }

        // Where nothing was ever edited, what was found or written is in force.
        if (Stores.Missing(origin.Settings.Storage, folder) is not null)
        {
            return (origin.Settings, ExitCode.Ok);
        }

        using var stores = StoreOf.Open(origin.Settings.Storage, folder);
        if (stores is null)
        {
            return (null, ExitCode.Failed);
        }

        using var desk = new ConfigDesk(origin, stores.Configuration, new SecretBox(Environment.GetEnvironmentVariable(SecretBox.Variable), folder), TimeProvider.System);
        foreach (var problem in desk.Start())
        {
            await Console.Error.WriteLineAsync($"{(problem.IsError ? "not in force: " : "")}{problem.Path}: {problem.Message}; {problem.Remedy}");
        }

        return (desk.Current, ExitCode.Ok);
    }

    private static string Json(Channel[] channels, ProbeResult[] results) => JsonLine.Of(json =>
    {
        json.WriteStartArray("channels");
        for (int i = 0; i < channels.Length; i++)
        {
            var set = channels[i].Settings;
            json.WriteStartObject();
            json.WriteString("name", channels[i].Name);
            json.WriteString("api_format", set.Format.ApiName());
            json.WriteString("base_url", set.BaseUri.AbsoluteUri);
            json.WriteBoolean("enabled", set.Enabled);
            json.WriteNumber("weight", set.Weight);
            json.WriteNumber("priority", set.Priority);
            json.WriteStartArray("models");
            foreach (string model in set.Models.Keys)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            if (results.Length > 0)
            {
                json.WriteBoolean("ok", results[i].Ok);
                json.WriteNumber("ms", Math.Round(results[i].Ms, 1));
                json.WriteString("says", results[i].Says);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
