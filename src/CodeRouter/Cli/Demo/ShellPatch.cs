namespace CodeRouter.Cli.Demo;

/// <summary>Edits as Codex spells them in its shell: a patch in a here-document.</summary>
internal static class ShellPatch
{
    private const string Head = "apply_patch <<'EOF'\n*** Begin Patch\n", Foot = "*** End Patch\nEOF";
    private const string Update = "*** Update File: ", Add = "*** Add File: ";

    public static string Write(Verb verb) => Head + verb switch
    {
        Verb.Edit(var path, var old, var @new) => $"{Update}{path}\n@@\n{Marked('-', old)}{Marked('+', @new)}",
        Verb.Write(var path, var content) => $"{Add}{path}\n{Marked('+', content)}",
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    } + Foot;

    /// <summary>Null where the command is no patch.</summary>
    public static Verb? Read(string command)
    {
        if (!command.StartsWith(Head, StringComparison.Ordinal))
        {
            return null;
        }

        string[] lines = command[Head.Length..^Foot.Length].TrimEnd('\n').Split('\n');
        string old = Unmarked(lines, '-'), @new = Unmarked(lines, '+');
        return lines[0].StartsWith(Add, StringComparison.Ordinal) ? new Verb.Write(lines[0][Add.Length..], @new) : new Verb.Edit(lines[0][Update.Length..], old, @new);
    }

    private static string Marked(char mark, string text) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => $"{mark}{line}\n"));

    private static string Unmarked(string[] lines, char mark) => string.Concat(lines.Skip(1).Where(line => line.StartsWith(mark)).Select(line => line[1..] + "\n"));
}
