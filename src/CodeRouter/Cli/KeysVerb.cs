using System.CommandLine;
using CodeRouter.Access;
using CodeRouter.Admin;
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
            var group = new Option<string?>("--group") { Description = "Token group whose limits it shares" };
            var user = new Option<string?>("--user") { Description = "Whose it is, for reports" };
            var team = new Option<string?>("--team") { Description = "Whose budget it is paid from, for statements" };
            var models = new Option<string?>("--models") { Description = "Models and model groups it may use, with commas between (default: all)" };
            var from = new Option<string?>("--from") { Description = "Addresses or ranges it may be used from, with commas between (default: anywhere)", HelpName = "ADDRESSES" };
            var role = new Option<Role>("--role") { Description = "none, viewer, admin or owner: what it may do in the administration" };
            var expires = new Option<string?>("--expires") { Description = "A date, a moment or an age such as 90d" };
            var limits = new LimitOptions();
            var create = new Command("create", "Make a key; it is shown once") { name, group, user, team, models, from, role, expires, config, data, json };
            limits.AddTo(create);
            create.SetAction(parsed => Over(parsed, keys => keys.Create(
                parsed.GetValue(name)!,
                new ApiKey
                {
                    Id = "",
                    Name = "",
                    SecretHash = [],
                    Group = parsed.GetValue(group),
                    User = parsed.GetValue(user),
                    Team = parsed.GetValue(team),
                    Models = LimitOptions.Words(parsed.GetValue(models))?.ToHashSet(StringComparer.Ordinal),
                    Addresses = LimitOptions.Words(parsed.GetValue(from)),
                    Role = parsed.GetValue(role),
                    Limits = limits.Read(parsed),
                },
                parsed.GetValue(expires)), makes: true));
            return create;
        }

        Command List()
        {
            var list = new Command("list", "List keys by their public part") { config, data, json };
            list.SetAction(parsed => Over(parsed, static keys => keys.List(), makes: StoreOf.IsUsual(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data))));
            return list;
        }

        Command Change(string verb, string description, Func<KeysCommand, string, int> act)
        {
            var id = new Argument<string>("ID") { Description = "The key's public part, or its name where no other key has it" };
            var command = new Command(verb, description) { id, config, data, json };
            command.SetAction(parsed => Over(parsed, keys => act(keys, parsed.GetValue(id)!)));
            return command;
        }

        int Over(ParseResult parsed, Func<KeysCommand, int> act, bool makes = false) => StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), store => act(new KeysCommand(
            store.Keys, new AuditLog(store.Audit, TimeProvider.System), TimeProvider.System, Console.Out, Console.Error, parsed.GetValue(json))), makes);
    }
}
