using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Reads one language. A new language is a class and a line in <see cref="BuiltInScanners"/>.</summary>
internal interface ILanguageScanner
{
    CodeLanguage Language { get; }

    /// <summary>How it spells comments, strings and words.</summary>
    Lexis Lexis { get; }

    /// <summary>Definitions, imports and the package of a file, from its tokens. Must end on any tokens, and throw on none.</summary>
    void Recognise(Scan scan);
}
