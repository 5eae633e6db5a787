using CodeRouter.CodeGraph.Scanning;

namespace CodeRouter.CodeGraph;

/// <summary>Source files a human names in a sentence: <c>src/a.py</c>, <c>`Store.cs`</c>, <c>@lib/x.ts:12</c>.</summary>
internal static class NamedFiles
{
    private const int MaxText = 8000;
    private const int MaxFiles = 8;

    public static List<string> In(string text)
    {
        var found = new List<string>();
        var rest = text.AsSpan(0, Math.Min(text.Length, MaxText));
        foreach (var range in rest.SplitAny(" \t\r\n\"'`()[]<>,;"))
        {
            var word = rest[range].TrimStart('@').TrimEnd(".:!?");
            int colon = word.IndexOf(':');
            word = colon > 1 ? word[..colon] : word;
            int slash = word.LastIndexOf('/');
            if (word.Length is > 3 and < 300 && BuiltInScanners.Of(word[(slash + 1)..]) is not null && found.Count < MaxFiles)
            {
                found.Add(word.ToString());
            }
        }

        return found;
    }
}
