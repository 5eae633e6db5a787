using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>What a file of TypeScript or JavaScript takes from other modules, and under which names: imports, exports from elsewhere, <c>require</c>.</summary>
internal static class ScriptModules
{
    public static void Import(Scan scan, int i)
    {
        int line = scan.Line(i);
        if (scan.Is(i + 1, '('))
        {
            if (scan.IsText(i + 2))
            {
                scan.Facts.Import(scan.Unquoted(i + 2), line, ImportForm.Module);
            }

            return;
        }

        if (scan.IsText(i + 1))
        {
            scan.Facts.Import(scan.Unquoted(i + 1), line, ImportForm.Module);
            return;
        }

        int from = i + 1;
        for (int end = Math.Min(scan.Count, i + 2000); from < end && !(scan.WordAt(from) == Word.From && scan.IsText(from + 1)); from++)
        {
            if (scan.Is(from, ';') || scan.Is(from, '='))
            {
                // import x = require("…")
                return;
            }
        }

        if (!scan.IsText(from + 1))
        {
            return;
        }

        int import = scan.Facts.Import(scan.Unquoted(from + 1), scan.Line(i), ImportForm.Module);
        Clause(scan, i + 1, from, import, bind: true);
    }

    // a, {b as c, type d}, * as e
    private static void Clause(Scan scan, int i, int to, int import, bool bind)
    {
        for (; i < to; i++)
        {
            scan.Taken[i] = true;
            if (scan.Is(i, '*'))
            {
                if (scan.WordAt(i + 1) == Word.As && scan.IsNameLike(i + 2))
                {
                    scan.Facts.Bind(scan.Text(i + 2), import, default);
                    scan.Taken[i + 1] = scan.Taken[i + 2] = true;
                    i += 2;
                }
                else
                {
                    scan.Facts.BindAll(import);
                }
            }
            else if (scan.Is(i, '{'))
            {
                int close = Math.Min(to, scan.After(i) - 1);
                for (i++; i < close; i++)
                {
                    scan.Taken[i] = true;
                    if (!scan.IsNameLike(i) || (scan.WordAt(i) == Word.Type && scan.IsNameLike(i + 1) && scan.WordAt(i + 1) != Word.As))
                    {
                        continue;
                    }

                    int local = scan.WordAt(i + 1) == Word.As && scan.IsNameLike(i + 2) ? i + 2 : i;
                    scan.Facts.Bind(scan.Text(local), import, scan.Text(i));
                    scan.Taken[local] = true;
                    i = local;
                }
            }
            else if (bind && scan.IsName(i) && !(scan.WordAt(i) == Word.Type && scan.IsName(i + 1)))
            {
                scan.Facts.Bind(scan.Text(i), import, "default"u8);
            }
        }
    }

    // export * from "…"   export {a as b} from "…"   export default name
    public static void Export(Scan scan, int i)
    {
        int j = scan.WordAt(i + 1) == Word.Type && (scan.Is(i + 2, '{') || scan.Is(i + 2, '*')) ? i + 2 : i + 1;
        int end = scan.Is(j, '{') ? scan.After(j) : scan.Is(j, '*') ? (scan.WordAt(j + 1) == Word.As ? j + 3 : j + 1) : -1;
        if (end > 0 && scan.WordAt(end) == Word.From && scan.IsText(end + 1))
        {
            Clause(scan, j, end, scan.Facts.Import(scan.Unquoted(end + 1), scan.Line(i), ImportForm.Module), bind: false);
        }
    }

    // const a = require("…")   const {a, b: c} = require("…")   import a = require("…")
    public static void Require(Scan scan, int i)
    {
        int import = scan.Facts.Import(scan.Unquoted(i + 2), scan.Line(i), ImportForm.Module);
        if (!scan.Is(i - 1, '='))
        {
            return;
        }

        if (scan.IsName(i - 2))
        {
            scan.Facts.Bind(scan.Text(i - 2), import, default);
            scan.Taken[i - 2] = true;
        }
        else if (scan.Is(i - 2, '}') && scan.Match[i - 2] >= 0)
        {
            for (int j = scan.Match[i - 2] + 1; j < i - 2; j++)
            {
                if (scan.IsName(j))
                {
                    int local = scan.Is(j + 1, ':') && scan.IsName(j + 2) ? j + 2 : j;
                    scan.Facts.Bind(scan.Text(local), import, scan.Text(j));
                    scan.Taken[j] = scan.Taken[local] = true;
                    j = local;
                }
            }
        }
    }
}
