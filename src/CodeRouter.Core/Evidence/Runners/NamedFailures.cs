using System.Text;

namespace CodeRouter.Core.Evidence.Runners;

/// <summary>
/// What failed, by the lines that name it. Bare numbers are left out, since times and places change from run to run ("case3" and "E0277" do not);
/// the names are sorted, since tests that run at once fail in any order.
/// </summary>
internal sealed class NamedFailures
{
    private const int Room = 24, Each = 160;
    private readonly List<string> names = [];

    public void Add(ReadOnlySpan<char> said)
    {
        if (names.Count == Room)
        {
            return;
        }

        var name = new StringBuilder(Each);
        bool number = false;
        foreach (var range in said[..Math.Min(said.Length, Each)].SplitAny([' ', '\t', '\r', '\n']))
        {
            var word = said[range];
            var bare = word.Trim("()[]<");
            bool measured = number && bare is "ms" or "s" or "sec" or "secs" or "seconds" or "m";
            number = !bare.IsEmpty && char.IsAsciiDigit(bare[0]);
            if (bare.IsEmpty || number || measured)
            {
                continue;
            }

            char before = ' ';
            foreach (char c in word)
            {
                before = char.IsAsciiDigit(c) && !char.IsAsciiLetterOrDigit(before) ? ' ' : c;
                if (before != ' ')
                {
                    name.Append(c);
                }
            }
        }

        names.Add(name.ToString());
    }

    public override string ToString()
    {
        names.Sort(StringComparer.Ordinal);
        return string.Join('|', names);
    }
}
