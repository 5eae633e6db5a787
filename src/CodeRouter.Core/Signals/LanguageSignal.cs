namespace CodeRouter.Core.Signals;

/// <summary><c>language</c>: the name is an ISO code; script decides where it can, frequent small words elsewhere.</summary>
public sealed class LanguageSignal : ISignal
{
    private static readonly WordVotes ByWords = new(
        ("en", "the, is, are, and, to, this, that, with, for, please, not, it, why, how, what, of, in, add, fix"),
        ("de", "der, die, das, und, ist, nicht, mit, für, bitte, ein, eine, warum, wie, den, im, auf, dass, ich"),
        ("fr", "le, la, les, et, est, une, pour, avec, pas, dans, pourquoi, des, du, que, ce, cette, je, sur"),
        ("es", "el, los, las, y, es, una, por, para, con, que, esta, este, cómo, qué, del, no, en, un"),
        ("it", "il, lo, gli, e, è, una, per, con, che, questo, questa, non, della, di, perché, come, nel"),
        ("pt", "o, os, as, e, é, uma, para, com, que, este, esta, não, do, da, em, como, por, você"),
        ("nl", "de, het, een, en, is, niet, met, voor, van, dit, dat, waarom, hoe, op, ik, deze"),
        ("pl", "i, w, nie, jest, na, to, się, z, do, dla, jak, dlaczego, że, ten, proszę"),
        ("sv", "och, är, inte, det, en, ett, för, med, på, att, varför, hur, den, som"),
        ("tr", "ve, bir, bu, için, ile, değil, neden, nasıl, da, de, çok, olarak, lütfen"));

    public string Type => "language";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        string wanted = name.Split('-', '_')[0].ToLowerInvariant();
        return input =>
        {
            string? found = Of(input.Text);
            return SignalReading.Of(string.Equals(found, wanted, StringComparison.Ordinal), found ?? "unclear");
        };
    }

    /// <summary>ISO code of the text's language; null where it is unclear.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, 1024)];
        Span<int> scripts = stackalloc int[9];
        foreach (char c in text)
        {
            int script = c switch
            {
                >= '\u3040' and <= '\u30ff' => 0,
                >= '\uac00' and <= '\ud7af' => 1,
                >= '\u4e00' and <= '\u9fff' => 2,
                >= '\u0400' and <= '\u04ff' => 3,
                >= '\u0600' and <= '\u06ff' => 4,
                >= '\u0590' and <= '\u05ff' => 5,
                >= '\u0370' and <= '\u03ff' => 6,
                >= '\u0e00' and <= '\u0e7f' => 7,
                >= '\u0900' and <= '\u097f' => 8,
                _ => -1,
            };
            if (script >= 0)
            {
                scripts[script]++;
            }
        }

        // Kana decide for Japanese even among many ideographs; a stray foreign letter decides nothing.
        if (scripts[0] > 2)
        {
            return "ja";
        }

        string[] codes = ["ja", "ko", "zh", "ru", "ar", "he", "el", "th", "hi"];
        for (int i = 1; i < scripts.Length; i++)
        {
            if (scripts[i] > 2)
            {
                return i == 3 && text.ContainsAny("іїєґ") ? "uk" : codes[i];
            }
        }

        return ByWords.Winner(text)?.Class;
    }
}
