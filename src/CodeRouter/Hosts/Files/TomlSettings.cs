namespace CodeRouter.Hosts.Files;

/// <summary>Texts at the top of a TOML file or in one of its tables: the last name of a path is the key, those before it the table.</summary>
public sealed class TomlSettings : ISettingsFormat
{
    public string Apply(string text, IReadOnlyList<SettingsEdit> edits)
    {
        string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        foreach (var edit in edits)
        {
            text = Set(text, string.Join('.', edit.Path.SkipLast(1)), edit.Path[^1], '"' + edit.Value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"', newLine);
        }

        TomlScan.Read(text);
        return text;
    }

    private static string Set(string text, string table, string key, string value, string newLine)
    {
        var scan = TomlScan.Read(text);
        foreach (var entry in scan.Entries)
        {
            if (entry.Table == table && entry.Key == key)
            {
                return text[..entry.Start] + value + text[entry.End..];
            }

            // The same table written as dotted keys or in braces: another header for it would be an error.
            string full = entry.Table.Length == 0 ? entry.Key : $"{entry.Table}.{entry.Key}";
            if (table.Length > 0 && (full == table || entry.Table != table && full.StartsWith(table + ".", StringComparison.Ordinal) || table.StartsWith(full + ".", StringComparison.Ordinal)))
            {
                throw new FormatException($"{full} is written in a form that a table [{table}] cannot be added to");
            }
        }

        string line = $"{key} = {value}{newLine}";
        int header = scan.Tables.FindIndex(t => t.Name == table);
        if (table.Length > 0 && header < 0)
        {
            string gap = text.Length == 0 ? "" : text.EndsWith('\n') ? newLine : newLine + newLine;
            return $"{text}{gap}[{table}]{newLine}{line}";
        }

        // Behind the last entry of the table; without one behind its header, or before everything.
        int last = scan.Entries.FindLastIndex(e => e.Table == table);
        int at = last >= 0 ? LineEnd(text, scan.Entries[last].End) : table.Length > 0 ? LineEnd(text, scan.Tables[header].Start) : 0;
        return text[..at] + (at > 0 && text[at - 1] != '\n' ? newLine : "") + line + text[at..];
    }

    public string? Value(string text, IReadOnlyList<string> path) => Find(TomlScan.Read(text), path) is { } entry ? text[entry.Start..entry.End] : null;

    public string Restore(string text, IReadOnlyList<string> path, string before)
    {
        var entry = Find(TomlScan.Read(text), path)!.Value;
        if (Value(before, path) is { } was)
        {
            return text[..entry.Start] + was + text[entry.End..];
        }

        text = text.Remove(LineStart(text, entry.Start), LineEnd(text, entry.End) - LineStart(text, entry.Start));
        var scan = TomlScan.Read(text);
        int header = scan.Tables.FindIndex(t => t.Name == entry.Table && !t.IsArray);
        if (header < 0 || scan.Entries.Any(e => e.Table == entry.Table) || TomlScan.Read(before).Tables.Any(t => t.Name == entry.Table))
        {
            return text;
        }

        // With the blank line that was put before it.
        int start = LineStart(text, scan.Tables[header].Start), end = LineEnd(text, scan.Tables[header].Start);
        start = text[..start].EndsWith("\n\n", StringComparison.Ordinal) ? start - 1 : text[..start].EndsWith("\n\r\n", StringComparison.Ordinal) ? start - 2 : start;
        return text.Remove(start, end - start).TrimStart('\r', '\n');
    }

    private static TomlScan.Entry? Find(TomlScan scan, IReadOnlyList<string> path)
    {
        int at = scan.Entries.FindIndex(e => e.Table == string.Join('.', path.SkipLast(1)) && e.Key == path[^1]);
        return at < 0 ? null : scan.Entries[at];
    }

    private static int LineStart(string text, int from) => from == 0 ? 0 : text.LastIndexOf('\n', from - 1) + 1;

    private static int LineEnd(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end + 1;
    }
}
