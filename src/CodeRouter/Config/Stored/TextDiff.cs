namespace CodeRouter.Config.Stored;

public enum DiffKind : byte { Same, Removed, Added }

public readonly record struct DiffLine(DiffKind Kind, string Text);

/// <summary>Two texts compared line by line: the longest common run of lines stays, the rest was taken out or put in.</summary>
public static class TextDiff
{
    // Above this the middle parts are shown as replaced whole: a table of a configuration's lines must not fill the memory.
    private const long MostCells = 16_000_000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        string[] a = Lines(before), b = Lines(after);
        int head = 0, tail = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head])
        {
            head++;
        }

        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. a[..head].Select(static l => new DiffLine(DiffKind.Same, l)),
            .. Middle(a[head..^tail], b[head..^tail]),
            .. a[^tail..].Select(static l => new DiffLine(DiffKind.Same, l)),
        ];
    }

    private static List<DiffLine> Middle(string[] a, string[] b)
    {
        var lines = new List<DiffLine>(a.Length + b.Length);
        if ((a.Length + 1L) * (b.Length + 1L) > MostCells)
        {
            lines.AddRange(a.Select(static l => new DiffLine(DiffKind.Removed, l)));
            lines.AddRange(b.Select(static l => new DiffLine(DiffKind.Added, l)));
            return lines;
        }

        int[,] common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int x = 0, y = 0;
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                lines.Add(new DiffLine(DiffKind.Same, a[x++]));
                y++;
            }
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1]))
            {
                lines.Add(new DiffLine(DiffKind.Removed, a[x++]));
            }
            else
            {
                lines.Add(new DiffLine(DiffKind.Added, b[y++]));
            }
        }

        return lines;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
