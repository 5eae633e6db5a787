namespace CodeRouter.Core.Likeness;

internal enum GistTokenKind : byte
{
    /// <summary>A plain word, in lower case.</summary>
    Word,

    /// <summary>Identifiers, paths, numbers, symbols, quotations: as they stand.</summary>
    Exact,

    Comma,

    /// <summary>End of a sentence or line.</summary>
    Break,
}

internal readonly record struct GistToken(GistTokenKind Kind, string Text)
{
    public bool Is(string word) => Kind == GistTokenKind.Word && string.Equals(Text, word, StringComparison.Ordinal);
}
