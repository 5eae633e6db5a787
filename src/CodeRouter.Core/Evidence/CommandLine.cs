namespace CodeRouter.Core.Evidence;

/// <summary>What a shell command mainly does.</summary>
public enum CommandKind : byte { Empty, Look, Search, Test, Build, Lint, Format, Edit, Git, Install, Fetch, Other }

/// <summary>
/// A shell command, split at its operators and judged by its words. Output of a command that only looks at files
/// (<c>cat</c>, <c>sed -n</c>, <c>rg</c>, <c>git diff</c>) is somebody's text, whatever words stand in it; output of a test runner is evidence.
/// </summary>
public sealed class CommandLine
{
    private const int MaxChars = 4000;

    private CommandLine(CommandKind kind, string runner, string suite, ShellChain chain)
    {
        Kind = kind;
        Runner = runner;
        Suite = suite;
        Chain = chain;
    }

    public static CommandLine None { get; } = new(CommandKind.Empty, "", "", new ShellChain(false, true, false, false, null, ""));

    public CommandKind Kind { get; }

    /// <summary>The runner, builder or linter named by the command ("pytest", "tsc"); empty when the command does not say.</summary>
    public string Runner { get; }

    /// <summary>The part of the command that names what is run, normalised: redirections, pipes and verbosity left out.</summary>
    public string Suite { get; }

    /// <summary>What the parts around the telling one do to its status and output.</summary>
    internal ShellChain Chain { get; }

    public static CommandLine Read(string command)
    {
        if (command.Length == 0)
        {
            return None;
        }

        var text = Unwrap(command.AsSpan(0, Math.Min(command.Length, MaxChars)));
        var best = CommandKind.Empty;
        string runner = "", suite = "";
        var operators = new List<char>(4);
        var segments = ShellSegments.Split(text, operators);
        int telling = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            var words = ShellSegments.Words(segments[i]);
            if (words.Count == 0)
            {
                continue;
            }

            var (kind, name) = CommandWords.Judge(words);
            if (Rank(kind) > Rank(best))
            {
                best = kind;
                telling = i;
                runner = name;
                suite = kind is CommandKind.Test or CommandKind.Build or CommandKind.Lint ? SuiteOf(words) : "";
            }
        }

        return new CommandLine(best, runner, suite, ShellChain.Read(text, segments, operators, telling));
    }

    // `bash -lc "cd x && pytest"`: the command is what the inner shell gets.
    private static ReadOnlySpan<char> Unwrap(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        foreach (string shell in (ReadOnlySpan<string>)["bash -lc ", "bash -c ", "sh -c ", "zsh -lc ", "zsh -c ", "/bin/bash -lc ", "/bin/bash -c ", "/bin/sh -c ", "/bin/zsh -lc ", "powershell.exe -Command ", "pwsh -Command "])
        {
            if (text.StartsWith(shell, StringComparison.Ordinal))
            {
                var inner = text[shell.Length..].Trim();
                return inner.Length > 1 && inner[0] is '"' or '\'' ? inner[1..].TrimEnd(inner[0]) : inner;
            }
        }

        return text;
    }

    // The most telling part of a chain names it: `cd x && npm test | tail` is a test run.
    private static int Rank(CommandKind kind) => kind switch
    {
        CommandKind.Test => 10,
        CommandKind.Build => 9,
        CommandKind.Lint => 8,
        CommandKind.Edit => 7,
        CommandKind.Install => 6,
        CommandKind.Git => 5,
        CommandKind.Fetch => 4,
        CommandKind.Other => 3,
        CommandKind.Format => 3,
        CommandKind.Search => 2,
        CommandKind.Look => 1,
        _ => 0,
    };

    private static string SuiteOf(List<string> words)
    {
        var kept = new List<string>(words.Count);
        foreach (string word in words)
        {
            if (word is "-v" or "-vv" or "-q" or "-s" or "-x" or "--silent" or "--verbose" or "--quiet" or "--no-coverage" or "--coverage" or "-i" or "--ci"
                || word.StartsWith("--color", StringComparison.Ordinal)
                || word.StartsWith("--reporter", StringComparison.Ordinal)
                || word.StartsWith("--tb", StringComparison.Ordinal))
            {
                continue;
            }

            kept.Add(word);
            if (kept.Count == 8)
            {
                break;
            }
        }

        return string.Join(' ', kept);
    }
}
