using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Two texts compared: what went and what came, with some lines around.</summary>
internal static class DiffShown
{
    private const int Around = 3, MostLines = 600;

    public static Html Of(string before, string after)
    {
        var lines = TextDiff.Of(before, after);
        var near = new bool[lines.Count];
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind != DiffKind.Same)
            {
                near.AsSpan(Math.Max(0, i - Around), Math.Min(lines.Count, i + Around + 1) - Math.Max(0, i - Around)).Fill(true);
            }
        }

        if (!near.Contains(true))
        {
            return new Html().Add($"<p>No difference.</p>");
        }

        var shown = new Html().Add($"<pre tabindex=\"0\" role=\"region\" aria-label=\"Differences\">");
        int written = 0;
        for (int i = 0; i < lines.Count && written < MostLines; i++)
        {
            if (near[i])
            {
                var (kind, text) = lines[i];
                shown.Add($"<span class=\"{(kind == DiffKind.Added ? "added" : kind == DiffKind.Removed ? "gone" : "dim")}\">{(kind == DiffKind.Added ? "+ " : kind == DiffKind.Removed ? "- " : "  ")}{text}</span>\n");
                written++;
            }
            else if (i > 0 && near[i - 1])
            {
                shown.Add($"<span class=\"dim\">…</span>\n");
            }
        }

        return shown.Add($"{(written == MostLines ? "… and more" : "")}</pre>");
    }
}
