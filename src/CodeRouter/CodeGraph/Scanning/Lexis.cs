namespace CodeRouter.CodeGraph.Scanning;

/// <summary>How a language spells comments and strings: all the lexer needs to know of it.</summary>
internal sealed record Lexis
{
    public required Vocabulary Words { get; init; }

    /// <summary><c>//</c> and <c>/* */</c>.</summary>
    public bool SlashComments { get; init; } = true;

    /// <summary><c>#</c> to the end of the line.</summary>
    public bool HashComments { get; init; }

    public bool NestedComments { get; init; }

    /// <summary><c>#</c> at the start of a line begins a directive of the preprocessor.</summary>
    public bool Directives { get; init; }

    /// <summary><c>'</c> opens a string like <c>"</c> does; else it holds one character or is a lifetime.</summary>
    public bool SingleQuoted { get; init; }

    /// <summary>Plain strings may run over lines.</summary>
    public bool LongStrings { get; init; }

    /// <summary><c>"""</c>, and <c>'''</c> where single quotes are strings.</summary>
    public bool TripleQuotes { get; init; }

    /// <summary>A backslash between three quotes is only itself.</summary>
    public bool RawTripleQuotes { get; init; }

    /// <summary>What a backtick opens: nothing, raw text, a template with holes, or a quoted name.</summary>
    public Backtick Backticks { get; init; }

    /// <summary>The mark before <c>{</c> (or <c>(</c>) of a hole in a string: <c>$</c>, <c>#</c>, <c>\</c>; 0 is none.</summary>
    public char Hole { get; init; }

    public StringStyle Style { get; init; }

    /// <summary>Characters besides letters, digits and <c>_</c> that names may have.</summary>
    public string NameMarks { get; init; } = "";
}

internal enum Backtick : byte { None, Raw, Template, Name }

/// <summary>What is peculiar to one language's strings.</summary>
internal enum StringStyle : byte { Plain, CSharp, Cpp, JavaScript, Python, Ruby, Rust, Php, Swift }
