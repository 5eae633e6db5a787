using CodeRouter.Config.Stored;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Two texts compared: what went and what came, with some lines around.</summary>
public sealed partial class Differences
{
    private const int Around = 3, MostLines = 600;
    private IReadOnlyList<DiffLine> _lines = [];

    /// <summary>Which lines are shown.</summary>
    private bool[] _near = [];
    private bool _cut;

    /// <summary>What the differences are called where they are read out, as there may be two of them.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Before { get; set; } = "";

    [Parameter, EditorRequired]
    public string After { get; set; } = "";

    protected override void OnParametersSet()
    {
        _lines = TextDiff.Of(Before, After);
        _near = new bool[_lines.Count];
        for (int i = 0; i < _lines.Count; i++)
        {
            if (_lines[i].Kind != DiffKind.Same)
            {
                _near.AsSpan(Math.Max(0, i - Around), Math.Min(_lines.Count, i + Around + 1) - Math.Max(0, i - Around)).Fill(true);
            }
        }

        _cut = _near.Count(static n => n) > MostLines;
    }

    private IEnumerable<(string Style, string Text)> Shown()
    {
        int shown = 0;
        for (int i = 0; i < _lines.Count && shown < MostLines; i++)
        {
            if (_near[i])
            {
                shown++;
                yield return _lines[i] switch
                {
                    (DiffKind.Added, var text) => ("added", "+ " + text),
                    (DiffKind.Removed, var text) => ("gone", "- " + text),
                    (_, var text) => ("dim", "  " + text),
                };
            }
            else if (i > 0 && _near[i - 1])
            {
                yield return ("dim", "…");
            }
        }
    }
}
