using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Gateway;

namespace CodeRouter.Cli;

/// <summary>
/// `coderouter groups create|list|set|remove` over a key store: token groups, whose keys share limits. A running gateway sees the change
/// within a second. Exit codes: 0 done, 1 no such group or there already, 2 bad usage.
/// </summary>
/// <inheritdoc cref="KeysCommand"/>
public sealed class GroupsCommand(IKeyStore store, AuditLog? audit, TimeProvider time, TextWriter output, TextWriter errors, bool json, BudgetUse? budgets = null)
{
    public int Create(TokenGroup wish)
    {
        if (Wrong(wish) is { } problem)
        {
            return Fail(2, problem);
        }

        var group = wish with { Name = wish.Name.Trim(), CreatedAt = time.GetUtcNow() };
        return store.AddGroup(group) == StoreChange.Done
            ? Done("token-group.create", group with { Revision = 1 })
            : Fail(1, $"There is a group {group.Name} already. Change it: coderouter groups set {group.Name} ….");
    }

    /// <summary>Changes what the options say and keeps the rest.</summary>
    public int Set(string name, Func<TokenGroup, TokenGroup> change)
    {
        if (store.LoadGroups().FirstOrDefault(g => g.Name == name) is not { } before)
        {
            return Fail(1, $"There is no group {name}. `coderouter groups list` shows them.");
        }

        var group = change(before);
        if (Wrong(group) is { } problem)
        {
            return Fail(2, problem);
        }

        return store.ChangeGroup(group, before.Revision) == StoreChange.Done
            ? Done("token-group.change", group with { Revision = before.Revision + 1 })
            : Fail(1, "Somebody else changed it meanwhile. Do it again.");
    }

    public int List()
    {
        var groups = store.LoadGroups();
        if (json)
        {
            output.WriteLine(JsonLine.Of(writer =>
            {
                writer.WriteStartArray("groups");
                foreach (var group in groups)
                {
                    writer.WriteStartObject();
                    AccessJson.Members(writer, group, Used(group));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return 0;
        }

        if (groups.Count == 0)
        {
            output.WriteLine("No token groups yet. Make one: coderouter groups create NAME --budget-usd-per-month 100");
        }

        foreach (var group in groups)
        {
            output.WriteLine(Line(group, Used(group)));
        }

        return 0;
    }

    private IReadOnlyDictionary<string, decimal>? Used(TokenGroup group) => budgets?.OfAsync(LimitScope.Group, group.Name, group.Limits, CancellationToken.None).GetAwaiter().GetResult();

    public int Remove(string name)
    {
        if (store.RemoveGroup(name, null) != StoreChange.Done)
        {
            return Fail(1, $"There is no group {name}. `coderouter groups list` shows them.");
        }

        audit?.Note(Actor.CommandLine, "token-group.remove", name);
        output.WriteLine(json ? JsonLine.Of(writer =>
        {
            writer.WriteString("name", name);
            writer.WriteBoolean("removed", true);
        }) : $"Removed {name}. Its keys stay, without its limits.");
        return 0;
    }

    private static string? Wrong(TokenGroup group) =>
        string.IsNullOrWhiteSpace(group.Name) || group.Name.Length > 100 ? "A group needs a name of at most 100 characters: coderouter groups create NAME."
        : group.Limits.HasNegative ? "A limit cannot be negative. Leave it out for none."
        : group.Ratio is < 0 or > 1000 ? "--ratio is what a dollar of cost is charged as: between 0 and 1000, such as 1.2."
        : null;

    private int Done(string action, TokenGroup group)
    {
        audit?.Note(Actor.CommandLine, action, group.Name);
        output.WriteLine(json ? JsonLine.Of(writer => AccessJson.Members(writer, group)) : Line(group));
        return 0;
    }

    private static string Line(TokenGroup group, IReadOnlyDictionary<string, decimal>? used = null)
    {
        string ratio = group.Ratio == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"  charged {group.Ratio}×");
        return $"{group.Name}{LimitWords.Of(group.Limits, used)}{ratio}{(group.Models is null ? "" : "  only " + string.Join(", ", group.Models))}";
    }

    private int Fail(int code, string message)
    {
        errors.WriteLine(message);
        return code;
    }
}
