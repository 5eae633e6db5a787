namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Kubernetes manifests of kind Secret: whatever their names, the values below <c>data</c> (in base64) and <c>stringData</c> are secret, but
/// for those that only say who or where.
/// </summary>
internal static class SecretManifest
{
    private const int Reach = 16 * 1024;
    public const string Kind = "kind: Secret";
    public const string KindInJson = "kind\": \"Secret\"";
    public const string KindInCompactJson = "kind\":\"Secret\"";

    private static readonly string[] Known = ["username", "user", "login", "host", "hostname", "port", "database", "dbname", "region", "endpoint", "namespace", "ca.crt", "tls.crt", "email"];

    /// <summary>Looks at the document around a mark; where it ends: no line is looked at twice.</summary>
    /// <param name="least">Nothing before it belongs to the document.</param>
    public static int Look(ReadOnlySpan<char> text, int least, int kind, List<Finding> findings)
    {
        int end = kind + Kind.Length;
        return end == text.Length || text[end] is '\n' or '\r' or ' ' ? Math.Max(end, Document(text, least, kind, findings)) : end;
    }

    /// <summary>The same written as JSON: the members of <c>data</c> and <c>stringData</c>, before the kind or behind it, and those of other secrets near by; how far was looked.</summary>
    /// <inheritdoc cref="Look"/>
    public static int LookInJson(ReadOnlySpan<char> text, int least, int kind, List<Finding> findings)
    {
        int from = Math.Max(least, kind - Reach), to = Math.Min(text.Length, kind + Reach);
        foreach (string name in (ReadOnlySpan<string>)["\"data\"", "\"stringData\""])
        {
            for (int at = from; text[at..to].IndexOf(name, StringComparison.Ordinal) is >= 0 and var found;)
            {
                at += found + name.Length;
                int open = text[at..to].IndexOf('{'), close = open < 0 ? -1 : text[(at + open)..to].IndexOf('}');
                if (close < 0)
                {
                    break;
                }

                Members(text, at + open + 1, at + open + close, name is "\"data\"", findings);
                at += open + close;
            }
        }

        return to;
    }

    private static void Members(ReadOnlySpan<char> text, int part, int end, bool encoded, List<Finding> findings)
    {
        while (part < end)
        {
            int length = text[part..end].IndexOf(',');
            length = length < 0 ? end - part : length;
            int blank = text.Slice(part, length).IndexOfAnyExcept(" \t\r\n");
            Entry(text, part + Math.Max(blank, 0), text.Slice(part, length).Trim(), encoded, findings);
            part += length + 1;
        }
    }

    private static int Document(ReadOnlySpan<char> text, int least, int kind, List<Finding> findings)
    {
        int from = Math.Max(least, kind - Reach), to = Math.Min(text.Length, kind + Reach);
        int before = text[from..kind].LastIndexOf("\n---", StringComparison.Ordinal), after = text[kind..to].IndexOf("\n---", StringComparison.Ordinal);
        from = before < 0 ? from : from + before + 1;
        to = after < 0 ? to : kind + after;
        int depth = -1;
        bool encoded = false;
        for (int line = from; line < to;)
        {
            int length = text[line..to].IndexOf('\n');
            length = length < 0 ? to - line : length;
            var said = text.Slice(line, length).TrimEnd();
            int indent = said.Length - said.TrimStart(' ').Length;
            var content = said[indent..];
            if (depth >= 0 && !content.IsEmpty && indent <= depth)
            {
                depth = -1;
            }

            if (content is "data:" or "stringData:")
            {
                (depth, encoded) = (indent, content is "data:");
            }
            else if (depth >= 0)
            {
                Entry(text, line + indent, content, encoded, findings);
            }

            line += length + 1;
        }

        return to;
    }

    private static void Entry(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> entry, bool encoded, List<Finding> findings)
    {
        int colon = entry is ['"', ..] ? entry.IndexOf(':') : entry.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || IsKnown(entry[..colon].Trim('"')))
        {
            return;
        }

        int at = colon + 1;
        while (at < entry.Length && entry[at] is ' ' or '"' or '\'')
        {
            at++;
        }

        var value = entry[at..].TrimEnd("\"' ");
        if (value.Length >= 8 && (encoded ? IsEncodedSecret(value) : AssignedValue.IsLiteral(value) && !ExampleValue.IsExample(value) && !ExampleValue.IsPlain(value) && !value.Contains(' ')))
        {
            findings.Add(new Finding(FindingKind.Secret, "kubernetes_secret", start + at, start + at + value.Length));
        }
    }

    private static bool IsEncodedSecret(ReadOnlySpan<char> value)
    {
        byte[] bytes = new byte[(value.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(value, bytes, out int written) || written < 4)
        {
            return false;
        }

        string said = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, written)).Trim();
        return !ExampleValue.IsExample(said) && !ExampleValue.IsPlain(said) && !said.StartsWith("-----BEGIN CERT", StringComparison.Ordinal);
    }

    private static bool IsKnown(ReadOnlySpan<char> name)
    {
        foreach (string known in Known)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
