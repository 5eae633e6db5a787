namespace CodeRouter.CodeGraph.Scanning;

/// <summary>How one string that was opened ends, and what interrupts it.</summary>
/// <param name="Quote">The closing character.</param>
/// <param name="Quotes">How many of it.</param>
/// <param name="Hashes">How many <c>#</c> after them.</param>
internal readonly record struct StringForm(byte Quote, int Quotes = 1, int Hashes = 0)
{
    /// <summary>A backslash takes the next character's meaning.</summary>
    public bool Escapes { get; init; } = true;

    /// <summary>A doubled quote is a quote.</summary>
    public bool Doubling { get; init; }

    public bool OverLines { get; init; }

    /// <summary>The mark before a hole's bracket; 0 where the bracket alone opens one, or none does.</summary>
    public byte HoleMark { get; init; }

    /// <summary>The bracket that opens a hole; 0 is none.</summary>
    public byte HoleOpen { get; init; }

    /// <summary>How many brackets open a hole (C#'s raw strings with several dollars).</summary>
    public int HoleCount { get; init; } = 1;
}
