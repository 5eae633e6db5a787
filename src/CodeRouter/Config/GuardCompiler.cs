using System.Text.RegularExpressions;

namespace CodeRouter.Config;

/// <summary>Reads <c>guards</c>: what each does, what is no find, the operator's own rules, and what is otherwise for a token group.</summary>
internal static class GuardCompiler
{
    public static GuardSettings Read(Field guards, Field advanced)
    {
        guards.ExpectMap();
        advanced.ExpectMap();
        var usual = new GuardSettings();
        var settings = new GuardSettings
        {
            Secrets = Action(guards["secrets"]) ?? usual.Secrets,
            Pii = SwitchCompiler.Guard(guards["pii"], advanced["pii_detection"], GuardAction.Redact, usual.Pii),
            ToolInjection = ToolInjection(guards["jailbreak_tools"]) ?? usual.ToolInjection,
            Jailbreak = SwitchCompiler.Guard(guards["jailbreak"], advanced["jailbreak_detection"], GuardAction.Block, usual.Jailbreak),
        };
        if (guards["rules"].Exists)
        {
            settings = settings with { Rules = [.. guards["rules"].Items().Select(Rule).OfType<GuardRule>()] };
        }

        if (guards["ignore"].Exists)
        {
            settings = settings with { Ignores = [.. guards["ignore"].Items().Select(Ignore).OfType<GuardIgnore>()] };
        }

        return guards["groups"].Exists ? settings with { ByGroup = Groups(guards["groups"], settings) } : settings;
    }

    public static GuardAction? Action(Field field) => field.Word("off", "observe", "redact", "block", "route", "false") switch
    {
        "off" or "false" => GuardAction.Off,
        "observe" => GuardAction.Observe,
        "redact" => GuardAction.Redact,
        "block" => GuardAction.Block,
        "route" => GuardAction.Route,
        _ => null,
    };

    private static GuardAction? ToolInjection(Field field) => field.Word("observe", "block") switch
    {
        "block" => GuardAction.Block,
        "observe" => GuardAction.Observe,
        _ => null,
    };

    private static Dictionary<string, GuardSettings> Groups(Field groups, GuardSettings usual)
    {
        var made = new Dictionary<string, GuardSettings>(StringComparer.Ordinal);
        foreach (var (name, field) in groups.Entries().Select(static e => (e.Name, e.Field)))
        {
            made[name] = usual with
            {
                Secrets = Action(field["secrets"]) ?? usual.Secrets,
                Pii = Action(field["pii"]) ?? usual.Pii,
                Jailbreak = Action(field["jailbreak"]) ?? usual.Jailbreak,
                ToolInjection = ToolInjection(field["jailbreak_tools"]) ?? usual.ToolInjection,
            };
        }

        return made;
    }

    private static GuardIgnore? Ignore(Field field)
    {
        var ignore = new GuardIgnore(Names(field["repositories"]), Names(field["types"]), Names(field["values"]));
        if (ignore.Types.Count + ignore.Values.Count == 0)
        {
            field.Error("an ignore without types or values would switch the guards off", "name the types (email, aws_access_key_id …) or the values that are no finds");
            return null;
        }

        return ignore;
    }

    private static GuardRule? Rule(Field field)
    {
        if (!field.ExpectMap() || field["name"].Required("give the rule a name: callers who are refused are told it") is not { } name)
        {
            return null;
        }

        var when = field["when"];
        when.ExpectMap();
        var rule = new GuardRule
        {
            Name = name,
            Keys = Names(when["keys"]),
            Groups = Names(when["groups"]),
            Repositories = Names(when["repositories"]),
            Paths = Names(when["paths"]),
            Phrases = Names(when["phrases"]),
            Patterns = [.. when["patterns"].Words().Where(Compiles).Select(static w => w.Name)],
            Domains = Names(when["domains"]),
            Message = field["message"].Text(),
            Action = field["action"].Word("observe", "block", "route") switch { "block" => GuardAction.Block, "observe" => GuardAction.Observe, _ => GuardAction.Route },
            Limits = field["allow"].Exists ? Limits(field["allow"]) : null,
        };
        if (rule.Action != GuardAction.Route && rule.Limits is not null)
        {
            field["allow"].Error("allow says where a request may go, and this rule's action is not route", "write action: route, or take allow out");
        }

        return rule;
    }

    private static DataLimits Limits(Field allow)
    {
        allow.ExpectMap();
        return new DataLimits(Names(allow["models"]), Names(allow["vendors"]), Names(allow["regions"]), Names(allow["retention"]), allow["local"].Flag() ?? true);
    }

    private static bool Compiles(NamedField pattern)
    {
        try
        {
            _ = new Regex(pattern.Name, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            pattern.Field.Error($"the pattern cannot be used: {e.Message.TrimEnd('.')}", "write it without look-around and back references: patterns are matched in linear time");
            return false;
        }
    }

    private static IReadOnlyList<string> Names(Field field) => field.Exists ? [.. field.Words().Select(static w => w.Name)] : [];
}
