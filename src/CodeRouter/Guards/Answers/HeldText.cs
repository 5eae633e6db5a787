using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards.Answers;

/// <summary>
/// One text of a streamed answer while it is written. What a guard looks for may be cut anywhere, so the end of the text waits until what
/// follows shows that nothing begins there: the last few hundred characters, the word they cut, and what looks like the beginning of a find.
/// Some of what went out stays known, for what stands before a value says what it is.
/// </summary>
/// <param name="signed">Nothing in it may be edited.</param>
internal sealed class HeldText(bool signed)
{
    /// <summary>Characters that wait at least, while the text may go on.</summary>
    public const int LeastHeld = 256;

    /// <summary>Characters that wait at most: a longer word, or find, is dealt with as far as it is there.</summary>
    public const int MostHeld = 32 * 1024;

    private const int KeptBefore = 256;
    private const string Pem = "-----BEGIN";
    private char[] _chars = new char[1024];
    private int _first;
    private int _length;
    private int _looked;

    public bool Signed { get; } = signed;

    /// <summary>Everything before this place has been judged.</summary>
    public int Cut { get; private set; }

    public int End => _first + _length;

    /// <summary>Adds what stands between the quotes of a delta.</summary>
    public void Append(ReadOnlySpan<byte> inner)
    {
        if (_chars.Length - _length < inner.Length)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _length + inner.Length));
        }

        _length += JsonText.Decode(inner, _chars.AsSpan(_length));
    }

    /// <summary>Judges what need not wait any longer.</summary>
    /// <param name="ended">Nothing follows.</param>
    /// <param name="finds">A list to work with.</param>
    /// <param name="judged">Told of every find by its place in the whole text, and what stands there instead.</param>
    public void Settle(AnswerLook look, bool ended, List<AnswerFind> finds, Action<HeldText, int, int, string> judged)
    {
        // A long word is not looked at anew for each of its letters.
        if (Cut == End || (!ended && End - _looked < (End - Cut) / 16))
        {
            return;
        }

        _looked = End;
        var text = _chars.AsSpan(0, _length);
        int before = Cut - _first;
        look.Find(default, text, finds);
        int cut = ended ? _length : Math.Max(before, SafeCut(text, finds, Math.Max(LeastHeld, 2 * look.Longest)));
        foreach (var find in finds)
        {
            // What ended before was judged before.
            if (find.End <= before || find.Start >= cut)
            {
                continue;
            }

            // Half a find has gone out where it was longer than anything that waits: what is left of it is dealt with.
            int start = Math.Max(find.Start, before);
            string? instead = look.Judge(find, text[find.Start..find.End].ToString(), Signed);
            if (look.Refusal is not null)
            {
                Cut = _first + start;
                return;
            }

            if (instead is not null)
            {
                judged(this, _first + start, _first + find.End, find.Start < before ? "" : instead);
                cut = Math.Max(cut, find.End);
            }
        }

        Cut = _first + cut;
        Forget(cut - KeptBefore);
    }

    // Where words are parted, so that what is left does not begin in the middle of one.
    private void Forget(int upTo)
    {
        if (upTo < _chars.Length / 2)
        {
            return;
        }

        int space = _chars.AsSpan(0, upTo).LastIndexOfAny(' ', '\n', '"');
        int gone = space > upTo - KeptBefore ? space + 1 : upTo;
        _chars.AsSpan(gone, _length - gone).CopyTo(_chars);
        _first += gone;
        _length -= gone;
        _chars.AsSpan(_length, gone).Clear();
    }

    private static int SafeCut(ReadOnlySpan<char> text, List<AnswerFind> finds, int held)
    {
        int cut = text.Length - held;
        if (cut <= 0)
        {
            return 0;
        }

        int word = cut;
        while (word > 0 && IsOfWord(text[word - 1]) && IsOfWord(text[word]))
        {
            word--;
        }

        cut = text.Length - word > MostHeld ? cut : word;
        int block = text[..cut].LastIndexOf(Pem, StringComparison.Ordinal);
        if (block >= 0 && text.Length - block < MostHeld && text[block..].IndexOf("-----END", StringComparison.Ordinal) < 0)
        {
            cut = block;
        }

        for (int i = finds.Count - 1; i >= 0; i--)
        {
            if (finds[i].Start < cut && finds[i].End > cut && text.Length - finds[i].Start < MostHeld)
            {
                cut = finds[i].Start;
            }
        }

        return cut;
    }

    // Letters that credentials are made of; other scripts are written without spaces and hold none.
    private static bool IsOfWord(char c) => c is > ' ' and < '\u007f';
}
