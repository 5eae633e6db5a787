using System.Text.RegularExpressions;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>Reads <c>guards</c>: what each does, what is no find, the operator's own rules, and what is otherwise for a token group.</summary>
internal static class GuardCompiler
{
    /// <param name="policy">Its rules may ask for a guard's verdict, which then has to look.</param>
    public static GuardSettings Read(Field guards, Field advanced, Policy policy)
    {
        guards.ExpectMap();
        advanced.ExpectMap();
        var usual = new GuardSettings();
        if (AskedBy(policy, "pii") is not null)
        {
            usual = usual with { Pii = GuardAction.Observe };
        }

        var settings = new GuardSettings
        {
            Secrets = Action(guards["secrets"]) ?? usual.Secrets,
            Pii = SwitchCompiler.Guard(guards["pii"], advanced["pii_detection"], GuardAction.Redact, usual.Pii),
            ToolInjection = ToolInjection(guards["jailbreak_tools"]) ?? usual.ToolInjection,
            Jailbreak = SwitchCompiler.Guard(guards["jailbreak"], advanced["jailbreak_detection"], GuardAction.Block, usual.Jailbreak),
            Plugins = Plugins(guards["plugins"], usual.Plugins, Action),
            Answers = Answers(guards["answers"], usual.Answers),
            PlaceholderTtl = guards["placeholder_ttl_seconds"].Integer(60, 31_536_000) is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.PlaceholderTtl,
        };
        Unheard(guards["pii"], advanced["pii_detection"], settings.Pii, "pii", policy);
        Unheard(guards["jailbreak"], advanced["jailbreak_detection"], settings.Jailbreak, "jailbreak", policy);
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

    public static GuardAction? Action(Field field) => field.Word("off", "observe", "redact", "block", "route", "false") is { } word ? ByWord(word) : null;

    // The first condition that measures this guard's verdict.
    private static RuleNode.Leaf? AskedBy(Policy policy, string guard) =>
        policy.Rules.SelectMany(static rule => rule.Condition.Leaves()).FirstOrDefault(leaf =>
            leaf.Type == guard || (leaf.Type == "guard" && (policy.Signals.FirstOrDefault(s => s.Type == "guard" && s.Name == leaf.Name)?.Options.Text("guard") ?? leaf.Name) == guard));

    private static void Unheard(Field explicitly, Field advanced, GuardAction action, string guard, Policy policy)
    {
        if (action == GuardAction.Off && AskedBy(policy, guard) is { } leaf)
        {
            var off = explicitly.Exists ? explicitly : advanced;
            off.Warn($"the guard is off, so the signal '{leaf.Name}' never matches", $"write guards: {{{guard}: observe}}, which looks and changes nothing, or take the condition out");
        }
    }

    private static GuardAction ByWord(string word) => word switch
    {
        "observe" => GuardAction.Observe,
        "redact" => GuardAction.Redact,
        "block" => GuardAction.Block,
        "route" => GuardAction.Route,
        _ => GuardAction.Off,
    };

    private static GuardAction? AnswerAction(Field field) => field.Word("off", "observe", "redact", "block", "false") is { } word ? ByWord(word) : null;

    private static AnswerGuardSettings Answers(Field answers, AnswerGuardSettings usual)
    {
        answers.ExpectMap();
        return new AnswerGuardSettings(AnswerAction(answers["secrets"]) ?? usual.Secrets, AnswerAction(answers["pii"]) ?? usual.Pii, Plugins(answers["plugins"], usual.Plugins, AnswerAction));
    }

    // By name, so that one of several can be set otherwise for a group.
    private static IReadOnlyDictionary<string, GuardAction> Plugins(Field field, IReadOnlyDictionary<string, GuardAction> usual, Func<Field, GuardAction?> action)
    {
        if (!field.Exists)
        {
            return usual;
        }

        var made = new Dictionary<string, GuardAction>(usual, StringComparer.Ordinal);
        foreach (var (name, entry) in field.Entries().Select(static e => (e.Name, e.Field)))
        {
            var set = action(entry);
            if (!BuiltInGuards.All.Skip(BuiltInGuards.OwnCount).Any(g => g.Name == name))
            {
                string known = string.Join(", ", BuiltInGuards.All.Skip(BuiltInGuards.OwnCount).Select(static g => g.Name));
                entry.Error($"no plugin brought a guard called {name}", $"there are {known}; put a plugin's assembly into the folder that {PluginFolder.Variable} names; `coderouter doctor` lists what was loaded");
            }
            else
            {
                made[name] = set ?? usual.GetValueOrDefault(name);
            }
        }

        return made;
    }

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
                Plugins = Plugins(field["plugins"], usual.Plugins, Action),
                Answers = Answers(field["answers"], usual.Answers),
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
        foreach (string condition in (ReadOnlySpan<string>)["keys", "groups", "repositories", "paths", "phrases", "patterns", "domains"])
        {
            ExpectWords(when[condition]);
        }

        string? side = field["in"].Word("request", "answer", "both");
        bool answers = side is "answer" or "both";
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
            InRequests = side != "answer",
            InAnswers = answers,
            Action = field["action"].Word("observe", "redact", "block", "route") is { } word ? ByWord(word) : answers ? GuardAction.Block : GuardAction.Route,
            Limits = field["allow"].Exists ? Limits(field["allow"]) : null,
        };
        if (rule.Action != GuardAction.Route && rule.Limits is not null)
        {
            field["allow"].Error("allow says where a request may go, and this rule's action is not route", "write action: route, or take allow out");
        }

        return Fits(rule, field) ? rule : null;
    }

    private static bool Fits(GuardRule rule, Field field)
    {
        int kinds = (rule.Phrases.Count > 0 ? 1 : 0) + (rule.Patterns.Count > 0 ? 1 : 0) + (rule.Domains.Count > 0 ? 1 : 0) + (rule.Paths.Count > 0 ? 1 : 0);
        var (wrong, remedy) = rule switch
        {
            { Action: GuardAction.Redact, InRequests: true } => ("a rule can redact in answers only", "write in: answer, or another action"),
            { Action: GuardAction.Route, InAnswers: true } => ("an answer that is there cannot be routed any more", "write action: observe, redact or block"),
            { InAnswers: true } when kinds == 0 => ("a rule for answers that names nothing to look for would meet every answer", "name phrases, patterns, domains or paths"),
            { Action: GuardAction.Redact } when kinds > 1 => ("a rule that redacts takes out what one kind of condition finds", "make it one rule for each of phrases, patterns, domains and paths"),
            _ => (null, ""),
        };
        if (wrong is not null)
        {
            field.Error(wrong, remedy);
        }

        return wrong is null;
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
        catch (ArgumentException e)
        {
            pattern.Field.Error($"the pattern cannot be used: {e.Message.TrimEnd('.')}", "mend it there; what is meant as it stands belongs under phrases");
            return false;
        }
        catch (NotSupportedException e)
        {
            pattern.Field.Error($"the pattern cannot be used: {e.Message.TrimEnd('.')}", "write it without look-around, back references and repetitions of many thousand: patterns are matched in linear time");
            return false;
        }
    }

    // What names nothing, every request meets: seldom meant where requests are refused.
    private static void ExpectWords(Field condition)
    {
        if (condition.Exists && (Names(condition) is { Count: 0 } || Names(condition).Any(string.IsNullOrWhiteSpace)))
        {
            condition.Error("the condition names nothing, so every request would meet it", "name at least one word, and no empty one, or take the condition out");
        }
    }

    private static IReadOnlyList<string> Names(Field field) => field.Exists ? [.. field.Words().Select(static w => w.Name)] : [];
}
