using CodeRouter.Core.Decisions;

namespace CodeRouter.Config;

/// <summary>Reads <c>model_groups</c>: caller-facing names, routed automatically or balanced over members.</summary>
internal static class GroupCompiler
{
    public static Dictionary<string, ModelGroup> Read(Field groups, Field entrypoints, ModelSet models)
    {
        var compiled = new Dictionary<string, ModelGroup>(StringComparer.Ordinal);
        foreach (var (name, group) in groups.Entries())
        {
            if (!group.ExpectMap())
            {
                continue;
            }

            if (models.Names.Contains(name, StringComparer.Ordinal))
            {
                group.Error($"'{name}' is also a model's name, and an explicit model always wins", "give the group another name");
            }

            compiled[name] = Group(name, group, models, groups);
        }

        foreach (var entrypoint in entrypoints.Items())
        {
            foreach (var name in entrypoint["model_names"].Words().Select(word => word.Name))
            {
                compiled.TryAdd(name, new ModelGroup(name, Auto: true, []));
            }

            NotExecuted.Warn(entrypoint["recipe"], "entry points are routed by the decisions of this file");
        }

        foreach (var (name, group) in groups.Entries())
        {
            if (compiled.TryGetValue(name, out var known))
            {
                compiled[name] = known with { Fallback = Fallback(name, group["fallback"], compiled) };
            }
        }

        compiled.TryAdd(Policy.AutoGroup, new ModelGroup(Policy.AutoGroup, Auto: true, []));
        if (models.InDialect && !compiled.ContainsKey("*"))
        {
            foreach (string name in DialectNames.Where(name => !models.Names.Contains(name, StringComparer.Ordinal)))
            {
                compiled.TryAdd(name, new ModelGroup(name, Auto: true, []));
            }
        }

        return compiled;
    }

    // What clients of the neighbouring router ask for; whoever brings its file keeps its clients as they are.
    private static readonly string[] DialectNames = ["auto", "MoM", "vllm-sr/auto"];

    private static ModelGroup Group(string name, Field group, ModelSet models, Field groups)
    {
        var auto = group["routing"].Word("auto") is not null;
        var members = new List<GroupMember>();
        foreach (var member in group["members"].Items())
        {
            var place = member.IsScalar ? member : member["model"];
            if (groups.Node![place.Node?.Scalar ?? ""] is not null && models.Find(place.Node!.Scalar!) is null)
            {
                place.Error("a group cannot be a member of a group", "list the models themselves");
            }
            else if (models.Resolve(place) is { } model)
            {
                members.Add(new GroupMember(model, Channel(member, model, models), Weight(member)));
            }
        }

        if (!auto && name == Policy.AutoGroup)
        {
            group.Warn($"'{name}' is always routed automatically; its members are the models it may choose from", "write routing: auto, or give a balanced group another name");
            auto = true;
        }
        else if (!auto && members.Count == 0 && !group["members"].Exists)
        {
            group.Error($"the group '{name}' has neither members nor routing", "write routing: auto, or list members");
        }

        return new ModelGroup(name, auto, members);
    }

    private static List<string> Fallback(string name, Field written, Dictionary<string, ModelGroup> groups)
    {
        var names = new List<string>();
        foreach (var (next, field) in written.Words().Select(static w => (w.Name, w.Field)))
        {
            if (next == name)
            {
                field.Error($"the group '{name}' cannot fall back on itself", "name other groups");
            }
            else if (!groups.TryGetValue(next, out var group))
            {
                field.Error($"'{next}' is not a model group", groups.Count > 1 ? $"name one of {string.Join(", ", groups.Keys.Where(g => g != name).Take(8))}" : "list it under model_groups first");
            }
            else if (group.Members.Count == 0)
            {
                field.Error($"the group '{next}' lists no members to fall back on", "list its members, or name another group");
            }
            else
            {
                names.Add(next);
            }
        }

        return names;
    }

    private static double Weight(Field member) => member.IsScalar ? 1 : member["weight"].Number(0, 1_000_000) ?? 1;

    private static string? Channel(Field member, string model, ModelSet models)
    {
        if (member.IsScalar || member["channel"].Text() is not { } written)
        {
            return null;
        }

        var serving = models.Channels.Where(channel => channel.Models.ContainsKey(model) || channel.ListsModels).ToArray();
        var named = serving.FirstOrDefault(channel => string.Equals(channel.Name, written, StringComparison.Ordinal))
            ?? serving.FirstOrDefault(channel => string.Equals(channel.UniqueName, written, StringComparison.Ordinal));
        if (named is null)
        {
            var elsewhere = models.Channels.Any(channel => string.Equals(channel.Name, written, StringComparison.Ordinal));
            member["channel"].Error(
                elsewhere ? $"the channel '{written}' does not serve '{model}'" : $"'{written}' is not a channel",
                serving.Length > 0 ? $"name one of {string.Join(", ", serving.Select(channel => channel.UniqueName).Take(8))}" : "configure a channel for this model first");
        }

        return named?.UniqueName;
    }
}
