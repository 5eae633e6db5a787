using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>One file being scanned: its tokens, which bracket closes which, and what has been recognised so far.</summary>
internal readonly ref struct Scan(ReadOnlySpan<byte> source, ReadOnlySpan<Token> tokens, ReadOnlySpan<int> match, Span<bool> taken, FileFacts facts, Scopes scopes)
{
    public ReadOnlySpan<byte> Source { get; } = source;

    public ReadOnlySpan<Token> Tokens { get; } = tokens;

    /// <summary>For each bracket the index of its partner; −1 for all else and for brackets without one.</summary>
    public ReadOnlySpan<int> Match { get; } = match;

    /// <summary>Tokens that name a definition or belong to an import: no references.</summary>
    public Span<bool> Taken { get; } = taken;

    public FileFacts Facts { get; } = facts;

    /// <summary>What is around the token that is looked at.</summary>
    public Scopes Scopes { get; } = scopes;

    public int Count => Tokens.Length;

    public ReadOnlySpan<byte> Text(int i) => (uint)i < (uint)Tokens.Length ? Source.Slice(Tokens[i].Start, Tokens[i].Length) : default;

    public Word WordAt(int i) => (uint)i < (uint)Tokens.Length ? Tokens[i].Word : Word.None;

    public bool Is(int i, char mark) => (uint)i < (uint)Tokens.Length && Tokens[i].Is(mark);

    /// <summary>Two marks without a blank between, such as <c>=></c> or <c>::</c>.</summary>
    public bool Is(int i, char first, char second) => Is(i, first) && Is(i + 1, second) && Tokens[i].End == Tokens[i + 1].Start;

    public bool IsName(int i) => (uint)i < (uint)Tokens.Length && Tokens[i].Kind == TokenKind.Name;

    public bool IsNameLike(int i) => (uint)i < (uint)Tokens.Length && Tokens[i].IsNameLike;

    public bool IsText(int i) => (uint)i < (uint)Tokens.Length && Tokens[i].Kind == TokenKind.Text;

    /// <summary>What a string token holds, without its quotes.</summary>
    public ReadOnlySpan<byte> Unquoted(int i) => Text(i).Trim("\"'`"u8);

    /// <summary>The index after the bracket that closes the one at <paramref name="i"/>; the next token where none does.</summary>
    public int After(int i) => Match[i] > i ? Match[i] + 1 : i + 1;

    public bool StartsLine(int i) => i == 0 || ((uint)i < (uint)Tokens.Length && Tokens[i].Line != Tokens[i - 1].Line);

    public int Line(int i) => Tokens[i].Line;

    /// <summary>The index after type arguments that open at <paramref name="i"/>; −1 when what opens there is a comparison.</summary>
    public int AfterAngles(int i)
    {
        int level = 0;
        for (int end = Math.Min(Count, i + 400); i < end; i++)
        {
            var token = Tokens[i];
            if (token.Kind != TokenKind.Mark)
            {
                continue;
            }

            switch (token.Mark)
            {
                case (byte)'<':
                    level++;
                    break;
                case (byte)'>' when !Is(i - 1, '=', '>') && !Is(i - 1, '-', '>'):
                    if (--level == 0)
                    {
                        return i + 1;
                    }

                    break;
                case (byte)'(' or (byte)'[' or (byte)'{':
                    i = After(i) - 1;
                    break;
                case (byte)';' or (byte)')' or (byte)'}':
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>Goes to token <paramref name="i"/>: what closed before it is left.</summary>
    public void Reach(int i)
    {
        while (Scopes.Close <= i)
        {
            if (Scopes.Definition >= 0)
            {
                Facts.End(Scopes.Definition, Tokens[Scopes.Close].Line);
            }

            Scopes.Leave();
        }
    }

    /// <summary>Notes a definition where one stands now; inside a type or a function it is nested.</summary>
    public int Define(int name, DefinitionKind kind, bool open) => Define(name, kind, open, Scopes.Kind is not (ScopeKind.File or ScopeKind.Module));

    /// <summary>One whose name is several tokens.</summary>
    public int Define(int name, int last, DefinitionKind kind, bool open)
    {
        Taken[name..(last + 1)].Fill(true);
        return Facts.Define(Source[Tokens[name].Start..Tokens[last].End], kind, Tokens[name].Line, open, Scopes.Kind is not (ScopeKind.File or ScopeKind.Module));
    }

    public int Define(int name, DefinitionKind kind, bool open, bool nested)
    {
        Taken[name] = true;
        return Facts.Define(Text(name), kind, Tokens[name].Line, open, nested);
    }

    /// <summary>The block that opens at <paramref name="open"/> belongs to a definition, or with −1 to none of ours.</summary>
    public void Enter(int open, ScopeKind kind, int definition)
    {
        if (open >= 0 && Match[open] > open)
        {
            Scopes.Enter(Match[open], kind, definition);
        }
        else if (open >= 0 && kind is ScopeKind.Type or ScopeKind.Module)
        {
            // Half-written: its members are its members all the same, as far as what is around it goes.
            Scopes.Enter(Math.Min(Count - 1, Scopes.Close), kind, definition);
        }
    }

    /// <summary>A block without brackets goes as far as the token <paramref name="last"/>.</summary>
    public void EnterUntil(int last, ScopeKind kind, int definition) => Scopes.Enter(Math.Min(last, Scopes.Close), kind, definition);

    /// <summary>The definition goes as far as the token, though no bracket says so.</summary>
    public void EndAt(int definition, int i) => Facts.End(definition, Tokens[Math.Clamp(i, 0, Count - 1)].Line);

    /// <summary>
    /// The <c>{</c> of a declaration whose head goes on at <paramref name="i"/>; −1 when it has no body. With <paramref name="lines"/> a
    /// new line ends a head unless something joins them.
    /// </summary>
    public int Body(int i, bool lines = false)
    {
        for (int end = Math.Min(Count, i + 600); i < end; i++)
        {
            var token = Tokens[i];
            if (lines && StartsLine(i) && !Joins(i))
            {
                return -1;
            }

            if (token.Kind == TokenKind.Mark)
            {
                switch (token.Mark)
                {
                    case (byte)'{':
                        return i;
                    case (byte)';' or (byte)'}' or (byte)')':
                        return -1;
                    case (byte)'(' or (byte)'[':
                        i = After(i) - 1;
                        break;
                }
            }
        }

        return -1;
    }

    /// <summary>Whether a modifier stands before the token at <paramref name="i"/>, in the same head.</summary>
    public bool HasBefore(int i, Word word)
    {
        for (int j = i - 1, least = Math.Max(0, i - 14); j >= least; j--)
        {
            if (Tokens[j].Word == word)
            {
                return true;
            }

            if (Is(j, ')') && Match[j] >= 0)
            {
                j = Match[j];
            }
            else if (!IsNameLike(j) && !IsText(j))
            {
                return false;
            }
        }

        return false;
    }

    private bool Joins(int i) =>
        Is(i, '{') || Is(i, ':') || Is(i, '(') || Is(i, ',') || Is(i, '=') || Is(i, '<') || Is(i, '-') || Is(i, '&') || Is(i, '+')
        || Tokens[i].Word is Word.Where or Word.By or Word.Extends or Word.With or Word.Throws or Word.Implements
        || Is(i - 1, ',') || Is(i - 1, ':') || Is(i - 1, '=') || Is(i - 1, '>') || Is(i - 1, '&') || Is(i - 1, '.')
        || Tokens[i - 1].Word is Word.Where or Word.By or Word.Extends or Word.With or Word.Implements;
}
