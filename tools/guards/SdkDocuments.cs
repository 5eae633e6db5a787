using System.Text.RegularExpressions;

namespace CodeRouter.Tools.Guards;

/// <summary>The reference documents that lie beside the SDK on every machine that builds this: developer English, code and tables, with hardly a person in them.</summary>
internal static partial class SdkDocuments
{
    private const int MostOfEach = 600_000;

    public static IEnumerable<string> Files()
    {
        string packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs"));
        return Directory.Exists(packs) ? Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories).Where(static f => f.Contains("/ref/", StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];
    }

    /// <summary>The text between the tags; attributes (names of members) are kept once in a while, for tools print such as well.</summary>
    public static string Prose(string file)
    {
        string text = File.ReadAllText(file);
        text = text.Length > MostOfEach ? text[..MostOfEach] : text;
        return Blank().Replace(Tag().Replace(text, static m => m.Value.Contains("cref", StringComparison.Ordinal) ? Last(m.Value) : " "), "\n");
    }

    private static string Last(string tag)
    {
        int end = tag.LastIndexOf('"'), start = end < 0 ? -1 : tag.LastIndexOfAny(['.', ':'], end);
        return start < 0 ? " " : tag[(start + 1)..end];
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 60_000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\n\s*\n+", RegexOptions.None, 60_000)]
    private static partial Regex Blank();
}
