using System.Buffers;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Messages that a workflow kit writes for the human: their length drowns the few words somebody typed, but the kit's own step names
/// the kind of work. One row per mark; the first that stands in the opening wins.
/// </summary>
internal static class KnownTemplates
{
    private const int Opening = 3300;
    private const int Ending = 900;

    // Names of commands, as slash commands or as prompt files, by the work they begin.
    private static readonly (Phase Phase, string[] Names)[] Commands =
    [
        (Phase.Plan, ["specify", "plan", "tasks", "clarify", "constitution", "create-prd", "prd", "create-architecture", "architecture", "create-epics", "create-story", "sprint-planning", "brainstorm", "brainstorming", "proposal", "design", "roadmap", "ultraplan", "create-ux-design", "product-brief", "spec", "write-plan", "taskstoissues", "kickoff"]),
        (Phase.Implement, ["implement", "dev-story", "execute", "apply", "execute-plan", "quick-dev", "commit", "push", "pr", "create-pr", "ship", "deploy", "build"]),
        (Phase.Review, ["analyze", "review", "code-review", "security-review", "pr-review", "audit", "check-implementation-readiness", "adversarial-review", "checklist"]),
        (Phase.Document, ["init", "document", "document-project", "docs", "generate-docs", "changelog", "readme"]),
        (Phase.Test, ["test", "tests", "run-tests", "coverage", "qa", "e2e", "testarch-automate"]),
        (Phase.Refactor, ["refactor", "simplify", "cleanup"]),
        (Phase.Debug, ["debug", "fix", "fix-issue", "bug"]),
        (Phase.Explain, ["explain", "context", "prime", "status", "sprint-status"]),
        (Phase.ChatOther, ["clear", "compact", "model", "help", "resume", "exit", "login", "logout", "cost", "config", "mcp", "bmad-help", "agents", "memory", "quit", "permissions"]),
    ];

    private static readonly (string Mark, Phase Phase)[] Bodies =
    [
        ("Implement the following plan:", Phase.Implement),
        ("execute the implementation plan", Phase.Implement),
        ("Execute the implementation planning workflow", Phase.Plan),
        ("non-destructive cross-artifact", Phase.Review),
        ("STRICTLY READ-ONLY", Phase.Review),
        ("Unit Tests for English", Phase.Review),
        ("Perform an adversarial", Phase.Review),
        ("You **MUST** consider the user input before proceeding", Phase.Plan),
        ("## User Input\n\n```text", Phase.Plan),
        ("Given that feature description, do this:", Phase.Plan),
        ("# Feature Specification:", Phase.Plan),
        ("# Implementation Plan:", Phase.Plan),
        ("create a CLAUDE.md file, which will be given to future instances", Phase.Document),
        ("Generate a file named AGENTS.md", Phase.Document),
        ("You are an expert code reviewer. Follow these steps", Phase.Review),
        ("You must fully embody this agent's persona", Phase.ChatOther),
        ("IT IS CRITICAL THAT YOU FOLLOW THIS COMMAND: LOAD the FULL", Phase.Plan),
    ];

    // Nearly every message has none of them: one pass says so, where one for each mark cost a seventh of a request with two thousand typed letters.
    private static readonly SearchValues<string> Marks = SearchValues.Create([.. Bodies.Select(static b => b.Mark)], StringComparison.OrdinalIgnoreCase);

    public static Phase? Read(string text)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, Opening));
        if (Command(head) is { } command)
        {
            return command;
        }

        if (text.Length < 80 || !head.ContainsAny(Marks))
        {
            return null;
        }

        var tail = text.AsSpan(text.Length - Math.Min(text.Length, Ending));
        foreach (var (mark, phase) in Bodies)
        {
            if (head.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                // One kit, several steps under the same opening: the step's own name stands in the outline or at the end.
                return mark.Contains("ser input", StringComparison.OrdinalIgnoreCase) && (Says(head, tail, "implementation plan by processing") || Says(head, tail, "tasks.md and execute") || Says(head, tail, "to regenerate the task list"))
                    ? Phase.Implement : phase;
            }
        }

        return null;
    }

    private static bool Says(ReadOnlySpan<char> head, ReadOnlySpan<char> tail, string mark) =>
        head.Contains(mark, StringComparison.OrdinalIgnoreCase) || tail.Contains(mark, StringComparison.OrdinalIgnoreCase);

    // "/speckit.plan add x", "/plan", "*create-prd", ".codex/prompts/plan.md args", "requirements.md /specify"; a skill: "$bmad-sprint-planning",
    // "[$sprint-planning](…/SKILL.md)", "Invoke the superpowers:brainstorming skill …"
    private static Phase? Command(ReadOnlySpan<char> head)
    {
        var first = FirstWord(head);
        if (first.Length > 1 && first[0] is '/' or '*' && first[1..].IndexOf('/') < 0)
        {
            // The client's own words are few: "/model opus", but "/help how do I keep it from reading node_modules" asks.
            return ByName(first[1..]) is { } phase && (phase != Phase.ChatOther || head.TrimEnd().Count(' ') <= 2) ? phase : null;
        }

        // "$model is null" is about a variable; none of those has a hyphen or a colon in its name.
        if (first is ['$', ..] && first.ContainsAny('-', ':') && !first.ContainsAny('/', '>'))
        {
            return ByName(first[1..]);
        }

        if (first.StartsWith("[$", StringComparison.Ordinal) && first.IndexOf(']') is > 2 and var close)
        {
            return ByName(first[2..close]);
        }

        if (Skill(head) is { IsEmpty: false } skill)
        {
            return ByName(skill);
        }

        if (first.Contains("prompts/", StringComparison.Ordinal) || first.Contains("commands/", StringComparison.Ordinal) || first.Contains("workflows/", StringComparison.Ordinal))
        {
            int slash = first.LastIndexOf('/');
            var name = first[(slash + 1)..];
            return name.EndsWith(".md", StringComparison.Ordinal) ? ByName(name[..^3]) : null;
        }

        int end = head.LastIndexOf(" /", StringComparison.Ordinal);
        return end > 0 && head.Length < 160 && head[(end + 2)..].IndexOfAny(' ', '/') < 0 ? ByName(head[(end + 2)..].TrimEnd()) : null;
    }

    // What is called a skill in an order that is nothing but that: the commands of a kit are such sentences.
    private static ReadOnlySpan<char> Skill(ReadOnlySpan<char> head)
    {
        foreach (string order in (ReadOnlySpan<string>)["Invoke the ", "Use the ", "Run the "])
        {
            if (head.StartsWith(order, StringComparison.OrdinalIgnoreCase))
            {
                var name = FirstWord(head[order.Length..]);
                return head[(order.Length + name.Length)..].StartsWith(" skill", StringComparison.Ordinal) ? name : default;
            }
        }

        return default;
    }

    private static Phase? ByName(ReadOnlySpan<char> name)
    {
        // speckit.plan, openspec:proposal, bmad-bmm-create-prd
        int cut = name.LastIndexOfAny('.', ':');
        var last = cut >= 0 ? name[(cut + 1)..] : name;
        foreach (string family in (ReadOnlySpan<string>)["speckit-", "bmad-bmm-", "bmad-", "opsx-", "gsd-"])
        {
            if (last.StartsWith(family, StringComparison.Ordinal))
            {
                last = last[family.Length..];
                break;
            }
        }

        if (Known(last) is { } phase)
        {
            return phase;
        }

        // Commands of one's own: "team-code-review", "execute-prp". What they are made of says what they do, but the client's own words do not.
        int end = last.LastIndexOf('-'), start = last.IndexOf('-');
        return end < 0 ? null : Work(last[(end + 1)..]) ?? Work(last[..start]);

        static Phase? Work(ReadOnlySpan<char> word) => Known(word) is { } work and not Phase.ChatOther ? work : null;
    }

    private static Phase? Known(ReadOnlySpan<char> name)
    {
        foreach (var (phase, names) in Commands)
        {
            foreach (string known in names)
            {
                if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                {
                    return phase;
                }
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        int end = text.IndexOfAny(' ', '\n', '\t');
        return end < 0 ? text : text[..end];
    }
}
