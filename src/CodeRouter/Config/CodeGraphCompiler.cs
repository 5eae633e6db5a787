using CodeRouter.Core.Decisions;

namespace CodeRouter.Config;

/// <summary>Reads <c>code_graph</c>: which folders' graphs the gateway may use.</summary>
internal sealed class CodeGraphCompiler(CompileScope scope)
{
    public CodeGraphSettings Read(Field graph, Policy policy)
    {
        graph.ExpectMap();
        var roots = new List<string>();
        foreach (var (text, place) in graph["roots"].Words())
        {
            string folder = text is "~" or ['~', '/', ..] && scope.Environment("HOME") is { Length: > 0 } home ? home + text[1..] : text;
            if (!Path.IsPathFullyQualified(folder))
            {
                place.Error($"'{text}' is no absolute path", "write the whole path of the folder, such as /home/you/src, or ~/src");
            }
            else
            {
                roots.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
                if (!Directory.Exists(folder))
                {
                    place.Warn($"{folder} is no folder on this machine", "check the path; no graph will be found there");
                }
            }
        }

        if (roots.Count == 0 && policy.Rules.Any(static rule => rule.Condition.Leaves().Any(static leaf => leaf.Type == "impact")))
        {
            graph.Warn("a decision asks for impact, but no code_graph.roots are given: the signal is off and never matches", "add code_graph: {roots: [FOLDER]} and run coderouter index in its repositories");
        }

        return new CodeGraphSettings { Roots = roots, Watch = graph["watch"].Flag() ?? true };
    }
}
