using System.Text;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps.Words;

/// <summary>What kinds of pasted matter stand in a message.</summary>
[Flags]
internal enum Pasted { None = 0, Code = 1, Trace = 2, Log = 4, Diff = 8, Shell = 16, Link = 32, Image = 64, Template = 128, Compiler = 256 }

/// <summary>A message taken apart: the words somebody wrote, and what was pasted around them.</summary>
/// <param name="Text">The words, shortened: paths as PATH marks, links as LINK marks, pasted lines left out.</param>
/// <param name="Pasted">What was left out.</param>
/// <param name="Lines">Lines of the whole message.</param>
/// <param name="PastedLines">Of those, pasted ones.</param>
/// <param name="Length">Characters of the whole message.</param>
internal readonly record struct Prose(string Text, Pasted Pasted, int Lines, int PastedLines, int Length)
{
    private const int HeadChars = 2400;
    private const int TailChars = 900;
    private const int MaxWords = 1600;

    public static Prose Read(string message)
    {
        int length = message.Length;
        var text = length > HeadChars + TailChars ? string.Concat(message.AsSpan(0, HeadChars), "\n", message.AsSpan(length - TailChars)) : message;
        text = text.Contains('\u001b') ? ResultText.WithoutColours(text) : text;
        var kept = new StringBuilder(Math.Min(text.Length, MaxWords));
        var pasted = Pasted.None;
        int lines = 0, pastedLines = 0;
        bool fenced = false;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).TrimEnd();
            lines++;
            var trimmed = line.TrimStart();
            if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
                pasted |= Pasted.Code;
                pastedLines++;
                continue;
            }

            var kind = MachineLines.Judge(line, trimmed);
            if (fenced || kind != Pasted.None)
            {
                pasted |= kind == Pasted.None ? Pasted.Code : kind;
                pastedLines++;
                continue;
            }

            if (kept.Length < MaxWords)
            {
                AppendWords(kept, line, ref pasted);
                kept.Append('\n');
            }
        }

        return new Prose(kept.ToString(), pasted, lines, pastedLines, length);
    }

    private static void AppendWords(StringBuilder kept, ReadOnlySpan<char> line, ref Pasted pasted)
    {
        foreach (var range in line.Split(' '))
        {
            var word = line[range];
            if (word.StartsWith("http://", StringComparison.Ordinal) || word.StartsWith("https://", StringComparison.Ordinal))
            {
                pasted |= Pasted.Link;
                kept.Append("§link ");
            }
            else if (word.StartsWith("[image", StringComparison.OrdinalIgnoreCase))
            {
                pasted |= Pasted.Image;
                kept.Append("§image ");
            }
            else if (IsTerminal(word))
            {
                pasted |= Pasted.Shell;
                kept.Append("§terminal ");
            }
            else
            {
                kept.Append(word).Append(' ');
            }
        }
    }

    // Cursor's name for lines selected in a terminal: "@…/terminals/3.txt:530-554".
    private static bool IsTerminal(ReadOnlySpan<char> word) =>
        word is ['@', ..] && word.Contains(".txt:", StringComparison.Ordinal) && (word.Contains("/terminals/", StringComparison.Ordinal) || word.Contains("\\terminals\\", StringComparison.Ordinal));
}
