using System.Globalization;
using CodeRouter.Core.Impact;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The repositories whose graph is open, and what depends on a file of theirs.</summary>
internal sealed class GraphPage(DashboardParts parts)
{
    private const int MostNamed = 40;

    public Reply Answer(Visit visit)
    {
        var graphs = parts.Code.Open;
        var body = new Html();
        if (graphs.Count == 0)
        {
            string[] roots = [.. parts.State.Current.Settings.CodeGraph.Roots];
            return new Reply("Code graph", body.Add($"<p>{(roots.Length == 0 ? "No data yet: no folder is allowed. Name folders under code_graph.roots in the configuration, and run coderouter index in a repository below one of them." : $"No data yet: no repository below {string.Join(", ", roots)} has a graph. Run coderouter index in one.")}</p>"));
        }

        body.Add($"{Controls.Table("Repositories", "Repository", "#Files", "Graph of")}");
        foreach (var graph in graphs)
        {
            body.Add($"<tr><th scope=\"row\" class=\"long\">{graph.Root}</th><td class=\"number\">{Shown.Count(graph.Files)}</td><td>{Shown.When(new DateTimeOffset(graph.Stored, TimeSpan.Zero))}</td></tr>");
        }

        string file = visit.Query("file") ?? "";
        body.Add($"{Controls.TableEnd}<h2>What depends on a file</h2><form class=\"bar\" action=\"/dashboard/graph\"><div><label for=\"file\">File</label><input id=\"file\" name=\"file\" value=\"{file}\" autocomplete=\"off\"></div><button>Ask</button></form>");
        if (file.Length == 0)
        {
            return new Reply("Code graph", body.Add($"<p class=\"hint\">A path in one of these repositories, or a file's name that only one has.</p>"));
        }

        if (parts.Code.Ask(file) is not { } reading)
        {
            return new Reply("Code graph", body.Add($"<p class=\"wrong\" role=\"alert\">No graph has this file. Write its path from the repository's root, or run coderouter index again.</p>"));
        }

        body.Add($"<dl><dt>File</dt><dd><code>{reading.File}</code></dd><dt>Impact</dt><dd>{Controls.Bar(reading.Impact, reading.Impact.ToString("0.00", CultureInfo.InvariantCulture))} {reading.Impact.ToString("0.00", CultureInfo.InvariantCulture)}</dd><dt>Why</dt><dd>{string.Join("; ", reading.Reasons)}</dd><dt>Depend on it</dt><dd>{(long)reading.Direct.Count} directly, {(long)reading.Transitive} in all, at most {(long)reading.Depth} steps away</dd><dt>Public</dt><dd>{(reading.Public ? "yes: others may build on it" : "no")}</dd></dl>");
        Names(body, "Used directly by", reading.Direct);
        Names(body, "Tests that reach it", reading.Tests);
        return new Reply("Code graph", body);
    }

    private static void Names(Html body, string title, IReadOnlyList<string> paths)
    {
        body.Add($"<h3>{title}</h3>");
        if (paths.Count == 0)
        {
            body.Add($"<p>None.</p>");
            return;
        }

        body.Add($"<ul>");
        foreach (string path in paths.Take(MostNamed))
        {
            body.Add($"<li><a href=\"/dashboard/graph?file={Uri.EscapeDataString(path)}\">{path}</a></li>");
        }

        body.Add($"{(paths.Count > MostNamed ? new Html().Add($"<li>and {(long)paths.Count - MostNamed} more</li>") : null)}</ul>");
    }
}
