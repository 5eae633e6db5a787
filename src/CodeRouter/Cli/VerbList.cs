using System.CommandLine;

namespace CodeRouter.Cli;

/// <summary>One thing that can be typed: its words, what it says of itself, its options.</summary>
/// <param name="Words">The verb and, of verbs in verbs, the one within.</param>
internal sealed record VerbLine(string Words, string Description, IReadOnlyList<Argument> Arguments, IReadOnlyList<Option> Options);

/// <summary>Every verb as it is, for what is generated from them: completions and the manual page.</summary>
internal static class VerbList
{
    public static IReadOnlyList<VerbLine> Read() => [.. CommandLine.Root().Subcommands.Where(static c => !c.Hidden).SelectMany(static c => Read(c, ""))];

    private static IEnumerable<VerbLine> Read(Command command, string before)
    {
        string words = before + command.Name;
        var within = command.Subcommands.Where(static c => !c.Hidden).ToList();
        return within.Count == 0
            ? [new VerbLine(words, command.Description ?? "", [.. command.Arguments], [.. command.Options.Where(static o => !o.Hidden)])]
            : within.SelectMany(c => Read(c, words + " "));
    }
}
