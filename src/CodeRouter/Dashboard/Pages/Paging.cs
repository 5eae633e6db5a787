using System.Globalization;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Long lists in parts, and the box to search them.</summary>
internal static class Paging
{
    public static int Offset(Visit visit) => int.TryParse(visit.Query("offset"), NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset : 0;

    public static Html Search(string path, string search, string label) => new Html().Add($"<form class=\"bar\" role=\"search\" action=\"{path}\"><div><label for=\"search\">{label}</label><input id=\"search\" name=\"search\" type=\"search\" value=\"{search}\"></div><button>Search</button></form>");

    /// <param name="found">How many there were, one more asked for than shown.</param>
    public static Html Links(string path, string search, int offset, int perPage, int found)
    {
        var links = new Html();
        if (offset > 0)
        {
            links.Add($"<a href=\"{path}?search={Uri.EscapeDataString(search)}&amp;offset={(long)Math.Max(0, offset - perPage)}\">Newer</a> ");
        }

        if (found > perPage)
        {
            links.Add($"<a href=\"{path}?search={Uri.EscapeDataString(search)}&amp;offset={(long)offset + perPage}\">Older</a>");
        }

        return new Html().Add($"<p>{links}</p>");
    }
}
