namespace CodeRouter.Hosts.Files;

/// <summary>Lines of <c>NAME=value</c>.</summary>
public sealed class EnvSettings : ISettingsFormat
{
    public string Apply(string text, IReadOnlyList<SettingsEdit> edits)
    {
        var lines = new TextLines(text);
        foreach (string line in lines.All.Select(static l => l.Trim()))
        {
            if (line.Length > 0 && line[0] != '#' && !line.Contains('=', StringComparison.Ordinal))
            {
                throw new FormatException($"the line '{(line.Length > 40 ? line[..40] + "…" : line)}' is no NAME=value");
            }
        }

        foreach (var edit in edits)
        {
            int at = lines.All.FindLastIndex(l => NameOf(l) == edit.Path[0]);
            if (at < 0)
            {
                lines.Append($"{edit.Path[0]}={edit.Value}");
                continue;
            }

            lines.All[at] = lines.All[at][..(lines.All[at].IndexOf('=', StringComparison.Ordinal) + 1)] + edit.Value;
        }

        return lines.ToString();
    }

    public string? Value(string text, IReadOnlyList<string> path) => LineOf(new TextLines(text), path[0]) is { } line ? line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim() : null;

    public string Restore(string text, IReadOnlyList<string> path, string before)
    {
        var lines = new TextLines(text);
        lines.Put(lines.All.FindLastIndex(l => NameOf(l) == path[0]), LineOf(new TextLines(before), path[0]));
        return lines.ToString();
    }

    private static string? LineOf(TextLines lines, string name) => lines.All.FindLast(l => NameOf(l) == name);

    private static string? NameOf(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : line[..equals].Trim();
        return name.StartsWith("export ", StringComparison.Ordinal) ? name["export ".Length..].Trim() : name;
    }
}
