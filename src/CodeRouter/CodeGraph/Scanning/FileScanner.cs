using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Bytes of a file → what it says. One for each worker: it keeps its arrays.</summary>
internal sealed class FileScanner(NameTable names)
{
    private readonly Lexer lexer = new();
    private readonly Brackets brackets = new();
    private readonly Scopes scopes = new();
    private readonly ReferencePass references = new();
    private bool[] taken = new bool[4096];

    /// <summary>Of the file scanned last.</summary>
    public FileFacts Facts { get; } = new(names);

    /// <summary>A header of C that speaks C++ is read as that; the answer says as what the file was read.</summary>
    public CodeLanguage Scan(ReadOnlySpan<byte> source, CodeLanguage language, bool header)
    {
        if (header && language == CodeLanguage.C && SpeaksCpp(source))
        {
            language = CodeLanguage.Cpp;
        }

        var scanner = BuiltInScanners.Of(language);
        Facts.Clear();
        scopes.Clear();
        lexer.Run(source, scanner.Lexis);
        var tokens = lexer.Tokens;
        if (taken.Length < tokens.Length)
        {
            taken = new bool[Math.Max(tokens.Length, taken.Length * 2)];
        }

        var marks = taken.AsSpan(0, tokens.Length);
        marks.Clear();
        var scan = new Scan(source, tokens, brackets.Pair(tokens), marks, Facts, scopes);
        scanner.Recognise(scan);
        while (scopes.Close < int.MaxValue)
        {
            if (scopes.Definition >= 0)
            {
                Facts.End(scopes.Definition, scopes.Close < tokens.Length ? tokens[scopes.Close].Line : lexer.Lines);
            }

            scopes.Leave();
        }

        references.Run(scan, language, names);
        return language;
    }

    private static bool SpeaksCpp(ReadOnlySpan<byte> source) =>
        source.IndexOf("\nclass "u8) >= 0 || source.IndexOf("\nnamespace "u8) >= 0 || source.IndexOf("\ntemplate "u8) >= 0 || source.IndexOf("\ntemplate<"u8) >= 0
            || source.IndexOf("public:"u8) >= 0 || source.IndexOf("std::"u8) >= 0;
}
