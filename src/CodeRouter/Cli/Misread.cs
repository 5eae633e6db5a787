using System.CommandLine;
using System.CommandLine.Parsing;
using CodeRouter.Core.Signals;

namespace CodeRouter.Cli;

/// <summary>What is said of a line that is no command: what was not understood, and what may have been meant.</summary>
internal static class Misread
{
    // Whoever types the name alone wants to know how to begin, not that something was required.
    private const string Beginning = """
        CodeRouter: one base URL for coding agents. To begin:
          coderouter demo                 a coding session with simulated models; needs no key
          coderouter serve                the gateway, with the providers found in the environment and on this machine
          coderouter setup claude_code    points an agent at it; so for the others
          coderouter doctor               is everything there that serving needs?
        """;

    public static IEnumerable<string> Lines(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];

        // Of a verb that is not known it is no news that none was given.
        foreach (var error in parsed.Errors.Where(e => unknown.Length == 0 || e.SymbolResult != parsed.CommandResult || unknown.Any(u => e.Message.Contains(u, StringComparison.Ordinal))))
        {
            yield return Words(error, command);
        }

        string[] known = [.. command.Subcommands.Select(static c => c.Name), .. command.Options.Select(static o => o.Name)];
        if (unknown.Select(word => Meant(word, known)).FirstOrDefault(static w => w is not null) is { } meant)
        {
            yield return $"Did you mean {meant}?";
        }

        string path = command is RootCommand ? "coderouter" : "coderouter " + string.Join(' ', Path(command));
        yield return command.Subcommands.Count > 0 ? $"{path} --help lists the commands." : $"{path} --help lists its options.";
    }

    // The library names the type that it could not make of it, which is nobody's business but ours.
    private static string Words(ParseError error, Command command)
    {
        // What is missing is named with what it is, so that nobody has to ask for help first.
        string verb = command is RootCommand ? "coderouter" : "coderouter " + string.Join(' ', Path(command));
        switch (error.SymbolResult)
        {
            case ArgumentResult { Argument: var argument, Tokens.Count: 0 }:
                return $"{verb} needs {argument.Name}. {argument.Description}";
            case OptionResult { Option: { Required: true } required, Tokens.Count: 0, Implicit: true }:
                return $"{verb} needs {required.Name}. {required.Description}";
            case OptionResult { Option: var bare, Tokens.Count: 0 }:
                return $"{bare.Name} needs {bare.HelpName} behind it. {bare.Description}";
            case CommandResult when command is RootCommand && error.Message.StartsWith("Required", StringComparison.Ordinal):
                return Beginning;
            case CommandResult when command.Subcommands.Count > 0 && error.Message.StartsWith("Required", StringComparison.Ordinal):
                return $"{verb} needs one of {string.Join(", ", command.Subcommands.Select(static c => c.Name))}.";
        }

        if (error.SymbolResult is not OptionResult { Option: var option, Tokens: [.., var given] })
        {
            return error.Message;
        }

        // One of a few words, which the library lists one below the other.
        if (error.Message.StartsWith("Argument", StringComparison.Ordinal))
        {
            return $"{option.Name} {given.Value} is not known. Use {string.Join(" or ", option.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(static c => c.Label))}.";
        }

        return error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) ? NoNumber(option, given.Value) : error.Message;
    }

    /// <summary>What is said of a value that is none of its option.</summary>
    public static string NoNumber(Option option, string given)
    {
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        string expected = type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(static n => n.ToLowerInvariant()))
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : "a number such as 2.50, with a point and without a sign";
        return $"{option.Name} {given} cannot be read. Write {expected}.";
    }

    // A letter or two that are wrong, or the beginning of it; nothing is offered for what is like no word.
    private static string? Meant(string word, string[] known)
    {
        string bare = word.TrimStart('-');
        int allowed = bare.Length < 4 ? 1 : (bare.Length / 3) + 1;
        return known.Select(name => (name, spelt: name.TrimStart('-'))).Where(k => EditDistance.Within(bare, k.spelt, allowed) || (bare.Length > 2 && k.spelt.StartsWith(bare, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(k => EditDistance.Between(bare, k.spelt)).ThenBy(static k => k.name, StringComparer.Ordinal).FirstOrDefault().name;
    }

    private static IEnumerable<string> Path(Symbol command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand ? [.. Path(above), command.Name] : [command.Name];
}
