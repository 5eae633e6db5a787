namespace CodeRouter.CodeGraph.Scanning;

/// <summary>What a token is. Comments and white space are none.</summary>
internal enum TokenKind : byte { Name, Reserved, Mark, Number, Text, Directive }

/// <summary>A piece of source: where it stands, what it is, and for punctuation which.</summary>
internal readonly record struct Token(int Start, int Length, int Line, TokenKind Kind, byte Mark, Word Word)
{
    public int End => Start + Length;

    public bool Is(char mark) => Kind == TokenKind.Mark && Mark == mark;

    public bool IsNameLike => Kind is TokenKind.Name or TokenKind.Reserved;
}
