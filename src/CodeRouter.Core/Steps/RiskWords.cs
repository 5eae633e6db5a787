using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Steps;

/// <summary>Risks that the words, paths and commands of a step name. A risk is a reason for care, not a verdict: better one too many of multi-file than a missed migration.</summary>
internal static class RiskWords
{
    private static readonly int Security = Lexicon.Number("MONEYSAFE");
    private static readonly int Migrate = Lexicon.Number("MIGRATE");
    private static readonly int PublicApi = Lexicon.Number("PUBLICAPI");

    private static readonly string[] Destructive =
    [
        "force push", "force-push", "push --force", "push -f", "reset --hard", "rm -rf", "drop table", "drop database", "drop the database", "delete all", "wipe", "truncate table", "git clean", "to production", "to prod", "push directly to main", "push to main",
        "kill ", "discard", "terraform destroy", "delete the branch", "delete from", "purge", "清空", "删库", "удали все", "kill服务器",
    ];

    private static readonly string[] ManyFiles =
    [
        "everywhere", "across", "all files", "entire", "whole project", "codebase", "all pages", "all modules", "each file", "every file", "throughout", "all the components", "all views", "all endpoints", "both pages", "整个项目", "所有", "везде", "во всём", "partout", "überall", "en todo",
    ];

    private static readonly Remembered<Risk> Named = new(Read);

    public static Risk Read(StepMaterial material)
    {
        var risk = Named.Of(material.HumanText);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var exchange in material.Tail.Concat(material.History))
        {
            risk |= OfUse(exchange.Use, changed);
        }

        foreach (var exchange in material.Tail)
        {
            var use = exchange.Use;
            if (use.Role == ToolRole.Run && use.Line.Kind is CommandKind.Git or CommandKind.Edit or CommandKind.Other or CommandKind.Fetch && Any(use.Command.Length > 400 ? use.Command[..400] : use.Command, Destructive))
            {
                risk |= Risk.Destructive;
            }
        }

        return changed.Count > 2 ? risk | Risk.MultiFile : risk;
    }

    public static Risk Read(string text)
    {
        var risk = Risk.None;
        var prose = Prose.Read(text);
        foreach (var hit in WordList.Read(prose.Text, 260).Concepts)
        {
            risk |= hit.Concept == Security ? Risk.Security : hit.Concept == Migrate ? Risk.Migration : hit.Concept == PublicApi ? Risk.PublicApi : Risk.None;
        }

        return risk | (Any(prose.Text, Destructive) ? Risk.Destructive : Risk.None) | (Any(prose.Text, ManyFiles) ? Risk.MultiFile : Risk.None);
    }

    private static Risk OfUse(ToolUse use, HashSet<string> changed)
    {
        var risk = Risk.None;
        if (use.Role == ToolRole.Edit || use.Line.Kind == CommandKind.Edit)
        {
            foreach (string path in use.Paths)
            {
                changed.Add(path);
                risk |= path.Contains("migration", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? Risk.Migration : Risk.None;
                risk |= path.Contains("auth", StringComparison.OrdinalIgnoreCase) || path.Contains("crypto", StringComparison.OrdinalIgnoreCase) || path.Contains("payment", StringComparison.OrdinalIgnoreCase) ? Risk.Security : Risk.None;
            }
        }

        return risk;
    }

    private static bool Any(string text, string[] parts)
    {
        foreach (string part in parts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
