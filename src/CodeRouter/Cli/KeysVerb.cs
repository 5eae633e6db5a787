using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary><c>coderouter keys create|list|revoke|rotate</c></summary>
public static class KeysVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        return new Command("keys", "API keys of the gateway") { Create(), List(), Change("revoke", "End a key", static (keys, id) => keys.Revoke(id)), Change("rotate", "Give a key a new secret", static (keys, id) => keys.Rotate(id)) };

        Command Create()
        {
            var name = new Argument<string>("NAME") { Description = "What the key is for" };
            var group = new Option<string?>("--group") { Description = "Token group" };
            var budget = new Option<decimal?>("--budget-usd") { Description = "USD in all" };
            var perDay = new Option<decimal?>("--budget-usd-per-day") { Description = "USD a day" };
            var expires = new Option<string?>("--expires") { Description = "A date, a moment or an age such as 90d" };
            var create = new Command("create", "Make a key; it is shown once") { name, group, budget, perDay, expires, config, data, json };
            create.SetAction(parsed => Over(parsed, keys => keys.Create(parsed.GetValue(name)!, parsed.GetValue(group), parsed.GetValue(budget), parsed.GetValue(perDay), parsed.GetValue(expires))));
            return create;
        }

        Command List()
        {
            var list = new Command("list", "List keys by their public part") { config, data, json };
            list.SetAction(parsed => Over(parsed, static keys => keys.List()));
            return list;
        }

        Command Change(string verb, string description, Func<KeysCommand, string, int> act)
        {
            var id = new Argument<string>("ID") { Description = "The key's public part" };
            var command = new Command(verb, description) { id, config, data, json };
            command.SetAction(parsed => Over(parsed, keys => act(keys, parsed.GetValue(id)!)));
            return command;
        }

        int Over(ParseResult parsed, Func<KeysCommand, int> act)
        {
            string folder = Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default());
            var storage = new StorageSettings();
            if (parsed.GetValue(config) is { } file)
            {
                if (ConfigurationFile.Load(file, ShippedCatalog.Load()) is not { } settings)
                {
                    return ExitCode.Usage;
                }

                storage = settings.Storage;
            }

            using var stores = Stores.Open(storage, folder);
            return act(new KeysCommand(stores.Keys, TimeProvider.System, Console.Out, Console.Error, parsed.GetValue(json)));
        }
    }
}
