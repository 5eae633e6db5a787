using System.CommandLine;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Gateway;

namespace CodeRouter.Cli;

/// <summary><c>coderouter groups create|list|set|remove</c></summary>
public static class GroupsVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var list = new Command("list", "List token groups") { config, data, json };
        list.SetAction(parsed => Over(parsed, static groups => groups.List(), makes: StoreOf.IsUsual(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data))));
        var removed = new Argument<string>("NAME") { Description = "Name of the group" };
        var remove = new Command("remove", "Remove a token group; its keys stay, without its limits") { removed, config, data, json };
        remove.SetAction(parsed => Over(parsed, groups => groups.Remove(parsed.GetValue(removed)!)));
        return new Command("groups", "Token groups: keys that share limits") { Change("create", "Make a token group", isNew: true), list, Change("set", "Change a token group; what is not named stays", isNew: false), remove };

        Command Change(string verb, string description, bool isNew)
        {
            var name = new Argument<string>("NAME") { Description = "Name of the group, as keys carry it" };
            var note = new Option<string?>("--description") { Description = "What it is for" };
            var ratio = new Option<decimal?>("--ratio") { Description = "What a dollar of cost is charged as, such as 1.2" };
            var models = new Option<string?>("--models") { Description = "Models and model groups its keys may use, with commas between " + (isNew ? "(default: all)" : "(\"\": all)") };
            var limits = new LimitOptions();
            var command = new Command(verb, description) { name, note, ratio, models, config, data, json };
            limits.AddTo(command);
            command.SetAction(parsed => Over(parsed, groups =>
            {
                TokenGroup Apply(TokenGroup before) => before with
                {
                    Description = parsed.GetValue(note) ?? before.Description,
                    Ratio = parsed.GetValue(ratio) ?? before.Ratio,
                    Models = LimitOptions.Words(parsed.GetValue(models)) switch { null => before.Models, [] => null, var words => words.ToHashSet(StringComparer.Ordinal) },
                    Limits = limits.Read(parsed, before.Limits),
                };
                string group = parsed.GetValue(name)!;
                return isNew ? groups.Create(Apply(new TokenGroup { Name = group })) : groups.Set(group, Apply);
            }, makes: isNew));
            return command;
        }

        int Over(ParseResult parsed, Func<GroupsCommand, int> act, bool makes = false) => StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), store => act(new GroupsCommand(
            store.Keys, new AuditLog(store.Audit, TimeProvider.System), TimeProvider.System, Console.Out, Console.Error, parsed.GetValue(json), new BudgetUse(null, store.Ledger, TimeProvider.System))), makes);
    }
}
