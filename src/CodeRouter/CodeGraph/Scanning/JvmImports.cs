namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Packages and imports of Kotlin and Scala.</summary>
internal static class JvmImports
{
    /// <summary>Returns the last token of it.</summary>
    public static int Package(Scan scan, int i)
    {
        int end = Dotted(scan, i + 1, out var text);
        if (text.Length > 0)
        {
            // Scala may give a package in several steps.
            scan.Facts.Enter(text, scan.Line(i));
        }

        return end - 1;
    }

    // import a.b.C   import a.b.*   import a.b.C as D   import a.b.{C, D => E, _}, f.g
    public static int Import(Scan scan, int i)
    {
        int line = scan.Line(i);
        while (true)
        {
            int first = i + 1;
            int end = Dotted(scan, first, out var text);
            if (text.IsEmpty)
            {
                return i;
            }

            if (scan.Is(end, '.') && scan.Is(end + 1, '{') && scan.Match[end + 1] > 0)
            {
                Selectors(scan, end + 1, text, line);
                end = scan.After(end + 1);
            }
            else if (scan.Is(end, '.') && scan.Is(end + 1, '*'))
            {
                scan.Facts.BindAll(scan.Facts.Import(text, line, ImportForm.Module));
                end += 2;
            }
            else if (text.EndsWith("._"u8))
            {
                scan.Facts.BindAll(scan.Facts.Import(text[..^2], line, ImportForm.Module));
            }
            else
            {
                int import = scan.Facts.Import(text, line, ImportForm.Module);
                bool renamed = scan.WordAt(end) == Word.As && scan.IsName(end + 1);
                scan.Facts.Bind(scan.Text(renamed ? end + 1 : end - 1), import, scan.Text(end - 1));
                if (renamed)
                {
                    scan.Taken[end + 1] = true;
                    end += 2;
                }
            }

            if (!scan.Is(end, ','))
            {
                return end - 1;
            }

            i = end;
        }
    }

    private static void Selectors(Scan scan, int open, ReadOnlySpan<byte> prefix, int line)
    {
        for (int j = open + 1; j < scan.Match[open]; j++)
        {
            scan.Taken[j] = true;
            if (!scan.IsNameLike(j))
            {
                continue;
            }

            if (scan.Text(j).SequenceEqual("_"u8))
            {
                scan.Facts.BindAll(scan.Facts.Import(prefix, line, ImportForm.Module));
                continue;
            }

            if (scan.Is(j + 1, '=', '>') && scan.Text(j + 3).SequenceEqual("_"u8))
            {
                // Left out of what the wildcard brings in.
                j += 3;
                continue;
            }

            int import = scan.Facts.Import([.. prefix, (byte)'.', .. scan.Text(j)], line, ImportForm.Module);
            int local = scan.Is(j + 1, '=', '>') && scan.IsNameLike(j + 3) ? j + 3 : scan.WordAt(j + 1) == Word.As && scan.IsNameLike(j + 2) ? j + 2 : j;
            scan.Facts.Bind(scan.Text(local), import, scan.Text(j));
            scan.Taken[local] = true;
            j = local;
        }
    }

    private static int Dotted(Scan scan, int i, out ReadOnlySpan<byte> text)
    {
        int first = i, line = i < scan.Count ? scan.Line(i) : 0;
        while (scan.IsNameLike(i) && scan.Line(i) == line)
        {
            scan.Taken[i++] = true;
            if (!scan.Is(i, '.') || !scan.IsNameLike(i + 1))
            {
                break;
            }

            i++;
        }

        text = i == first ? default : Unquoted(scan.Source[scan.Tokens[first].Start..scan.Tokens[i - 1].End]);
        return i;
    }

    /// <summary>Without the backticks a name may stand in.</summary>
    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'`'))
        {
            return text;
        }

        byte[] plain = new byte[text.Length];
        int length = 0;
        foreach (byte c in text)
        {
            plain[length] = c;
            length += c == '`' ? 0 : 1;
        }

        return plain.AsSpan(0, length);
    }
}
