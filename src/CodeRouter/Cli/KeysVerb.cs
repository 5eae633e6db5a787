using System.CommandLine;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Config;
using CodeRouter.Gateway;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary><c>coderouter keys create|set|list|revoke|rotate</c></summary>
public static class KeysVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        return new Command("keys", "API keys of the gateway") { Make("create", "Make a key; it is shown once", isNew: true), List(), Make("set", "Change a key; what is not named stays", isNew: false), Change("revoke", "End a key", static (keys, id) => keys.Revoke(id)), Change("rotate", "Give a key a new secret", static (keys, id) => keys.Rotate(id)) };

        Command Make(string verb, string description, bool isNew)
        {
            var key = isNew ? new Argument<string>("NAME") { Description = "What the key is for" } : Id();
            var name = new Option<string?>("--name") { Description = "What the key is for" };
            var group = new Option<string?>("--group") { Description = "Token group whose limits it shares" + OrNone() };
            var user = new Option<string?>("--user") { Description = "Whose it is, for reports" + OrNone() };
            var team = new Option<string?>("--team") { Description = "Whose budget it is paid from, for statements" + OrNone() };
            var models = new Option<string?>("--models") { Description = "Models and model groups it may use, with commas between " + (isNew ? "(default: all)" : "(\"\": all)") };
            var from = new Option<string?>("--from") { Description = "Addresses or ranges it may be used from, with commas between " + (isNew ? "(default: anywhere)" : "(\"\": anywhere)"), HelpName = "ADDRESSES" };
            var role = new Option<Role?>("--role") { Description = "none, viewer, admin or owner: what it may do in the administration" };
            var expires = new Option<string?>("--expires") { Description = "A date, a moment or an age such as 90d" + (isNew ? "" : "; now shuts the key off until it is given another end, \"\" for never") };
            var limits = new LimitOptions();
            var command = new Command(verb, description) { key, group, user, team, models, from, role, expires, config, data, json };
            if (!isNew)
            {
                command.Add(name);
            }

            limits.AddTo(command);
            command.SetAction(parsed => Over(parsed, keys =>
            {
                // What is not named stays, what is named "" goes.
                string? Word(Option<string?> option, string? before) => parsed.GetValue(option) is not { } said ? before : said.Trim() is { Length: > 0 } word ? word : null;
                IReadOnlyList<string>? Words(Option<string?> option, IEnumerable<string>? before) => parsed.GetValue(option) is null ? before?.ToList() : LimitOptions.Words(parsed.GetValue(option)) is { Length: > 0 } words ? words : null;
                ApiKey Apply(ApiKey before) => before with
                {
                    Name = isNew ? "" : Word(name, before.Name) ?? "",
                    Group = Word(group, before.Group),
                    User = Word(user, before.User),
                    Team = Word(team, before.Team),
                    Models = Words(models, before.Models)?.ToHashSet(StringComparer.Ordinal),
                    Addresses = Words(from, before.Addresses),
                    Role = parsed.GetValue(role) ?? before.Role,
                    Limits = limits.Read(parsed, before.Limits),
                };
                return isNew
                    ? keys.Create(parsed.GetValue(key)!, Apply(new ApiKey { Id = "", Name = "", SecretHash = [] }), parsed.GetValue(expires))
                    : keys.Set(parsed.GetValue(key)!, Apply, parsed.GetValue(expires));
            }, makes: isNew));
            return command;

            string OrNone() => isNew ? "" : "; \"\" for none";
        }

        Command List()
        {
            var list = new Command("list", "List keys by their public part") { config, data, json };
            list.SetAction(parsed => Over(parsed, static keys => keys.List(), makes: StoreOf.IsUsual(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data))));
            return list;
        }

        Command Change(string verb, string description, Func<KeysCommand, string, int> act)
        {
            var id = Id();
            var command = new Command(verb, description) { id, config, data, json };
            command.SetAction(parsed => Over(parsed, keys => act(keys, parsed.GetValue(id)!)));
            return command;
        }

        static Argument<string> Id() => new("ID") { Description = "The key's public part, or its name where no other key has it" };

        int Over(ParseResult parsed, Func<KeysCommand, int> act, bool makes = false) => StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), store => act(new KeysCommand(
            store.Keys, new AuditLog(store.Audit, TimeProvider.System), TimeProvider.System, Console.Out, Console.Error, parsed.GetValue(json), new BudgetUse(null, store.Ledger, TimeProvider.System))), makes);
    }
}
