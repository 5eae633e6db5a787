using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>
/// What a file refers to: names that are called, that look like types, or that an import or the file itself brings in. Receivers that
/// only a type checker could know are left out: a wrong edge is worse than a missing one.
/// </summary>
internal sealed class ReferencePass
{
    private readonly ulong[] known = new ulong[64];

    public void Run(Scan scan, CodeLanguage language, NameTable names)
    {
        Array.Clear(known);
        foreach (var binding in scan.Facts.Bindings)
        {
            Know(names.Bytes(binding.Local));
        }

        foreach (var definition in scan.Facts.Definitions)
        {
            if (!definition.Nested)
            {
                Know(names.Bytes(definition.Name));
            }
        }

        bool c = language is CodeLanguage.C or CodeLanguage.Cpp;
        bool pointers = c || language == CodeLanguage.Php;
        for (int i = 0; i < scan.Count; i++)
        {
            var token = scan.Tokens[i];
            if (token.Kind != TokenKind.Name || scan.Taken[i])
            {
                continue;
            }

            int root = Root(scan, i, pointers, out bool unknown);
            if (unknown)
            {
                continue;
            }

            var text = scan.Text(i);
            if (root == i)
            {
                if (text[0] is (byte)'$' or (byte)'@' || !(c ? CountsInC(scan, i) : Counts(scan, i, text)))
                {
                    continue;
                }

                scan.Facts.References.Add(new Reference(0, scan.Facts.Name(text), token.Line));
            }
            else if (token.End - scan.Tokens[root].Start < 200)
            {
                var first = scan.Text(root);
                bool own = scan.Tokens[root].Word is Word.This or Word.Self or Word.Super or Word.Crate or Word.Plain && scan.Tokens[root].Kind == TokenKind.Reserved || first.SequenceEqual("self"u8) || first.SequenceEqual("cls"u8) || first.SequenceEqual("$this"u8);
                if (language == CodeLanguage.Cpp && !own && !IsType(first) && (CountsInC(scan, i) || IsType(text)))
                {
                    // What namespace it is in, no import says: the name has to be enough.
                    scan.Facts.References.Add(new Reference(0, scan.Facts.Name(text), token.Line));
                }
                else if (own || IsType(first) || Knows(first))
                {
                    int end = Before(scan, i);
                    scan.Facts.References.Add(new Reference(scan.Facts.Name(scan.Source[scan.Tokens[root].Start..scan.Tokens[end].End]), scan.Facts.Name(text), token.Line));
                }
            }
        }
    }

    /// <summary>The last token before the dot in front of <paramref name="i"/>.</summary>
    private static int Before(Scan scan, int i)
    {
        int j = i - 1;
        while (j >= 0 && scan.Tokens[j].Kind == TokenKind.Mark)
        {
            j--;
        }

        return Math.Max(0, j);
    }

    /// <summary>The first name of <c>a.b.c</c>; unknown where something else than a name stands before a dot.</summary>
    /// <param name="pointers">An arrow means a member, not what a function gives or a branch does.</param>
    private static int Root(Scan scan, int i, bool pointers, out bool unknown)
    {
        unknown = false;
        while (true)
        {
            int before;
            if (scan.Is(i - 1, '.'))
            {
                if (scan.Is(i - 2, '.'))
                {
                    // A range or a spread, no member.
                    return i;
                }

                before = scan.Is(i - 2, '?') || scan.Is(i - 2, '!') ? i - 3 : i - 2;
            }
            else if (scan.Is(i - 2, ':', ':'))
            {
                before = i - 3;
                if (!scan.IsNameLike(before))
                {
                    return i;
                }
            }
            else if (pointers && scan.Is(i - 2, '-', '>'))
            {
                // PHP's $this->x is known; a pointer's target is not.
                before = i - 3;
                if (!(scan.IsName(before) && scan.Text(before).SequenceEqual("$this"u8)))
                {
                    unknown = true;
                    return i;
                }
            }
            else if (scan.Is(i - 1, '\\') && scan.IsName(i - 2))
            {
                before = i - 2;
            }
            else
            {
                return i;
            }

            if (!scan.IsNameLike(before))
            {
                unknown = true;
                return i;
            }

            i = before;
        }
    }

    private bool Counts(Scan scan, int i, ReadOnlySpan<byte> text)
    {
        if ((scan.Is(i + 1, ':') && !scan.Is(i + 1, ':', ':') && (scan.Is(i - 1, '{') || scan.Is(i - 1, ',') || scan.Is(i - 1, '(')))
            || (scan.Is(i + 1, '=') && !scan.Is(i + 1, '=', '=') && (scan.Is(i - 1, '(') || scan.Is(i - 1, ','))))
        {
            // A key, a parameter with its type, or a named argument.
            return Knows(text) && !scan.Is(i + 1, ':') && !scan.Is(i + 1, '=');
        }

        return scan.Is(i + 1, '(') || IsType(text) || Knows(text);
    }

    private static bool CountsInC(Scan scan, int i)
    {
        if (scan.Is(i + 1, '('))
        {
            return true;
        }

        return scan.WordAt(i - 1) is Word.Struct or Word.Enum or Word.Union or Word.Class
            || scan.IsName(i + 1)
            || (scan.Is(i + 1, '*') && (scan.IsName(i + 2) || scan.Is(i + 2, '*') || scan.Is(i + 2, ')')) && !scan.IsName(i - 1) && !scan.Is(i - 1, ')'))
            || scan.Is(i + 1, ':', ':')
            || (scan.Is(i - 1, '(') && scan.Is(i + 1, ')') && scan.IsName(i + 2))
            || (scan.Is(i + 1, '<') && IsType(scan.Text(i)))
            || (scan.Is(i + 1, '&') && scan.IsName(i + 2) && IsType(scan.Text(i)));
    }

    private static bool IsType(ReadOnlySpan<byte> text) => text[0] is >= (byte)'A' and <= (byte)'Z';

    private void Know(ReadOnlySpan<byte> name)
    {
        int dot = name.IndexOf((byte)'.');
        ulong hash = NameTable.Hash(dot > 0 ? name[..dot] : name);
        known[(hash >> 6) & 63] |= 1UL << (int)(hash & 63);
    }

    private bool Knows(ReadOnlySpan<byte> name)
    {
        ulong hash = NameTable.Hash(name);
        return (known[(hash >> 6) & 63] & (1UL << (int)(hash & 63))) != 0;
    }
}
