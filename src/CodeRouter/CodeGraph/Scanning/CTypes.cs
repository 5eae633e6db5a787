using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>Structs, unions, enums and classes of C and C++, and the names that <c>typedef</c> gives.</summary>
/// <param name="plus">C++.</param>
internal sealed class CTypes(bool plus)
{
    /// <summary>Written like a macro.</summary>
    public static bool IsShouted(ReadOnlySpan<byte> name) => name.IndexOfAnyInRange((byte)'a', (byte)'z') < 0;

    // struct name { … }   enum class name : int { … }   class API name final : public Base { … }
    public void Tagged(Scan scan, int i, Word word)
    {
        int j = i + 1;
        if (word == Word.Enum && scan.WordAt(j) is Word.Class or Word.Struct)
        {
            j++;
        }

        if (scan.WordAt(i - 1) == Word.Enum)
        {
            return;
        }

        int name = -1;
        for (int end = Math.Min(scan.Count, j + 30); j < end; j++)
        {
            if (scan.IsName(j))
            {
                if (scan.Text(j).SequenceEqual("final"u8) && name >= 0)
                {
                    continue;
                }

                if (name >= 0 && scan.Scopes.Kind == ScopeKind.Function && scan.Tokens[name].Kind == TokenKind.Name && name == j - 1)
                {
                    // struct type variable{…}
                    return;
                }

                name = j;
            }
            else if (scan.Is(j, '(') || scan.Is(j, '['))
            {
                // An attribute in double parentheses or brackets, or a macro's arguments.
                if (name >= 0 && scan.Is(j, '(') && !scan.Text(j - 1).StartsWith("__"u8) && !IsShouted(scan.Text(j - 1)))
                {
                    return;
                }

                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, '<') && plus)
            {
                int angles = scan.AfterAngles(j);
                if (angles < 0)
                {
                    return;
                }

                j = angles - 1;
            }
            else if (scan.Tokens[j].Kind == TokenKind.Directive)
            {
                continue;
            }
            else if (!(scan.Is(j, ':') && scan.Is(j, ':', ':')) && !(scan.Is(j, ':') && scan.Is(j - 1, ':', ':')))
            {
                break;
            }
        }

        int body = scan.Is(j, ':') && (plus || word == Word.Enum) ? BaseEnd(scan, j + 1) : j;
        if (name < 0 || !scan.Is(body, '{'))
        {
            if (scan.Is(body, '{') && plus && word != Word.Enum)
            {
                scan.Enter(body, ScopeKind.Type, -1);
            }

            return;
        }

        var kind = word switch { Word.Enum => DefinitionKind.Enum, Word.Class => DefinitionKind.Class, _ => DefinitionKind.Struct };
        int made = scan.Define(name, kind, true, scan.Scopes.Kind is ScopeKind.Type or ScopeKind.Function && plus);
        scan.Enter(body, kind == DefinitionKind.Enum ? ScopeKind.Function : ScopeKind.Type, made);
    }

    private static int BaseEnd(Scan scan, int j)
    {
        for (int end = Math.Min(scan.Count, j + 300); j < end && !scan.Is(j, '{') && !scan.Is(j, ';'); j++)
        {
            if (scan.Is(j, '('))
            {
                j = scan.After(j) - 1;
            }
        }

        return j;
    }

    /// <summary>The last name before the end of the declaration, or the one in <c>(*name)</c>.</summary>
    public static void Typedef(Scan scan, int i)
    {
        int name = -1;
        for (int j = i + 1, end = Math.Min(scan.Count, i + 3000); j < end; j++)
        {
            if (scan.Is(j, ';'))
            {
                break;
            }

            if (scan.Is(j, '{') || scan.Is(j, '['))
            {
                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, ',') && name >= 0)
            {
                scan.Define(name, DefinitionKind.Type, true, false);
                name = -1;
            }
            else if (scan.Is(j, '('))
            {
                if (scan.Is(j + 1, '*') || (scan.IsName(j + 1) && scan.Is(scan.After(j), '(') && (scan.Is(j + 2, ')') || scan.Is(j + 2, ':', ':') || scan.Is(j + 2, '*'))))
                {
                    // A pointer to a function: its name is inside.
                    int close = Math.Max(j, scan.Match[j]);
                    for (int k = close - 1; k > j; k--)
                    {
                        if (scan.Match[k] >= 0 && scan.Match[k] < k)
                        {
                            k = scan.Match[k];
                        }
                        else if (scan.IsName(k))
                        {
                            name = k;
                            break;
                        }
                    }

                    j = scan.Is(close + 1, '(') ? scan.After(close + 1) - 1 : close;
                    continue;
                }

                j = scan.After(j) - 1;
            }
            else if (scan.Is(j, '<'))
            {
                int angles = scan.AfterAngles(j);
                j = angles > 0 ? angles - 1 : j;
            }
            else if (scan.IsName(j) && !scan.Text(j).StartsWith("__attribute"u8) && !(IsShouted(scan.Text(j)) && name >= 0 && scan.Is(j + 1, '(')))
            {
                name = j;
            }
        }

        if (name >= 0)
        {
            scan.Define(name, DefinitionKind.Type, true, false);
        }
    }
}
