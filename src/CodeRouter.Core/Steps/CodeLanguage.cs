namespace CodeRouter.Core.Steps;

/// <summary>The programming language a file is written in, by its name.</summary>
internal static class CodeLanguage
{
    private static readonly Dictionary<string, string> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        ["py"] = "python", ["pyi"] = "python", ["js"] = "javascript", ["mjs"] = "javascript", ["cjs"] = "javascript", ["jsx"] = "javascript",
        ["ts"] = "typescript", ["tsx"] = "typescript", ["mts"] = "typescript", ["go"] = "go", ["rs"] = "rust", ["java"] = "java",
        ["kt"] = "kotlin", ["kts"] = "kotlin", ["scala"] = "scala", ["c"] = "c", ["h"] = "c", ["cc"] = "c++", ["cpp"] = "c++", ["cxx"] = "c++",
        ["hpp"] = "c++", ["cs"] = "c#", ["fs"] = "f#", ["rb"] = "ruby", ["php"] = "php", ["swift"] = "swift", ["m"] = "objective-c",
        ["dart"] = "dart", ["lua"] = "lua", ["ex"] = "elixir", ["exs"] = "elixir", ["erl"] = "erlang", ["hs"] = "haskell", ["clj"] = "clojure",
        ["sh"] = "shell", ["bash"] = "shell", ["ps1"] = "powershell", ["sql"] = "sql", ["html"] = "html", ["css"] = "css", ["scss"] = "css",
        ["vue"] = "vue", ["svelte"] = "svelte", ["zig"] = "zig", ["r"] = "r", ["jl"] = "julia", ["tf"] = "terraform",
    };

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Endings = ByEnding.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Of the newest file that shows one; null when none does.</summary>
    public static string? Of(IReadOnlyList<string> paths)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            var path = paths[i].AsSpan();
            int dot = path.LastIndexOf('.');
            if (dot > path.LastIndexOfAny('/', '\\') && Endings.TryGetValue(path[(dot + 1)..], out string? language))
            {
                return language;
            }
        }

        return null;
    }
}
