namespace CodeRouter.Hosts.Files;

/// <summary>A text as lines that goes back together with the line ends it had.</summary>
internal sealed class TextLines
{
    private readonly string _newLine;
    private bool _ended;

    public TextLines(string text)
    {
        _newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        All = text.Length == 0 ? [] : [.. text.Split('\n').Select(l => _newLine.Length == 2 && l.EndsWith('\r') ? l[..^1] : l)];
        _ended = All.Count == 0 || All[^1].Length == 0;
        if (All.Count > 0 && _ended)
        {
            All.RemoveAt(All.Count - 1);
        }
    }

    public List<string> All { get; }

    public void Append(string line)
    {
        All.Add(line);
        _ended = true;
    }

    /// <summary>Another line in the place of one, or none.</summary>
    public void Put(int at, string? line)
    {
        if (line is null)
        {
            All.RemoveAt(at);
        }
        else
        {
            All[at] = line;
        }
    }

    public override string ToString() => string.Join(_newLine, All) + (_ended && All.Count > 0 ? _newLine : "");
}
