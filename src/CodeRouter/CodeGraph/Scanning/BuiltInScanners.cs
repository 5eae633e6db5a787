using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Every language that is read, and the endings of its files. A new one is a class and its lines here.</summary>
internal static class BuiltInScanners
{
    private static readonly ILanguageScanner[] All =
    [
        new CSharpScanner(), new ScriptScanner(CodeLanguage.TypeScript), new ScriptScanner(CodeLanguage.JavaScript), new PythonScanner(), new GoScanner(), new RustScanner(),
        new JavaScanner(), new KotlinScanner(), new CScanner(CodeLanguage.C), new CScanner(CodeLanguage.Cpp), new RubyScanner(), new PhpScanner(), new SwiftScanner(), new ScalaScanner(),
    ];

    private static readonly Dictionary<string, CodeLanguage> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cs"] = CodeLanguage.CSharp,
        ["ts"] = CodeLanguage.TypeScript, ["tsx"] = CodeLanguage.TypeScript, ["mts"] = CodeLanguage.TypeScript, ["cts"] = CodeLanguage.TypeScript,
        ["js"] = CodeLanguage.JavaScript, ["jsx"] = CodeLanguage.JavaScript, ["mjs"] = CodeLanguage.JavaScript, ["cjs"] = CodeLanguage.JavaScript,
        ["py"] = CodeLanguage.Python, ["pyi"] = CodeLanguage.Python, ["pyw"] = CodeLanguage.Python,
        ["go"] = CodeLanguage.Go,
        ["rs"] = CodeLanguage.Rust,
        ["java"] = CodeLanguage.Java,
        ["kt"] = CodeLanguage.Kotlin, ["kts"] = CodeLanguage.Kotlin,
        ["c"] = CodeLanguage.C, ["h"] = CodeLanguage.C,
        ["cc"] = CodeLanguage.Cpp, ["cpp"] = CodeLanguage.Cpp, ["cxx"] = CodeLanguage.Cpp, ["c++"] = CodeLanguage.Cpp, ["hh"] = CodeLanguage.Cpp, ["hpp"] = CodeLanguage.Cpp, ["hxx"] = CodeLanguage.Cpp, ["ipp"] = CodeLanguage.Cpp, ["inl"] = CodeLanguage.Cpp, ["tcc"] = CodeLanguage.Cpp,
        ["rb"] = CodeLanguage.Ruby, ["rake"] = CodeLanguage.Ruby, ["gemspec"] = CodeLanguage.Ruby,
        ["php"] = CodeLanguage.Php, ["phtml"] = CodeLanguage.Php,
        ["swift"] = CodeLanguage.Swift,
        ["scala"] = CodeLanguage.Scala, ["sc"] = CodeLanguage.Scala,
    };

    private static readonly Dictionary<string, CodeLanguage>.AlternateLookup<ReadOnlySpan<char>> ByEnding = Endings.GetAlternateLookup<ReadOnlySpan<char>>();

    public static ILanguageScanner Of(CodeLanguage language) => All[(int)language];

    /// <summary>The language a file's name says; null when it is no source.</summary>
    public static CodeLanguage? Of(ReadOnlySpan<char> fileName)
    {
        int dot = fileName.LastIndexOf('.');
        return dot > 0 && ByEnding.TryGetValue(fileName[(dot + 1)..], out var language) ? language : null;
    }
}
