using CodeRouter.Core.Impact;
using CodeRouter.Gateway;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The repositories whose graph is open, and what depends on a file of theirs.</summary>
public sealed partial class GraphPage(DashboardParts parts)
{
    private const int MostNamed = 40;
    private string _file = "";
    private ImpactReading? _reading;

    internal Reply Answer(Visit visit)
    {
        _file = visit.Query("file") ?? "";
        _reading = _file.Length > 0 && parts.Code.Open.Count > 0 ? parts.Code.Ask(_file) : null;
        return Shows("Code graph");
    }

    /// <summary>Why there is nothing to show, and what to do.</summary>
    private string Nothing
    {
        get
        {
            string[] roots = [.. parts.State.Current.Settings.CodeGraph.Roots];
            return roots.Length == 0 ? "No data yet: no folder is allowed. Name folders under code_graph.roots in the configuration, and run coderouter index in a repository below one of them."
                : $"No data yet: no repository below {string.Join(", ", roots)} has a graph. Run coderouter index in one.";
        }
    }
}
