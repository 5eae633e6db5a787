using System.Text.Json;

namespace CodeRouter.Tools.Steps;

/// <summary>
/// Finds training texts that are too close to the measuring set: figures mean nothing when the answers were in the training.
/// Two texts are close when most word pairs of the shorter one stand in the other; short common replies ("yes", "commit this") are let pass.
/// </summary>
internal static class Overlap
{
    private const double Close = 0.7;
    private const int Common = 3;

    public static int Run(string data, string folder)
    {
        var samples = TrainingTexts.Read(data).ConvertAll(s => (s.Text, Pairs: Pairs(s.Text), s.Weight));
        int close = 0;
        foreach (string text in Texts(folder))
        {
            var pairs = Pairs(text);
            if (pairs.Count < Common)
            {
                continue;
            }

            var nearest = samples.Where(s => s.Pairs.Count >= Common).MaxBy(s => Likeness(pairs, s.Pairs));
            double likeness = Likeness(pairs, nearest.Pairs);
            if (likeness >= Close)
            {
                close++;
                Console.WriteLine($"{likeness:0.00} [{(nearest.Weight > 1 ? "hand" : "grammar")}] {Short(nearest.Text)}  ~  {Short(text)}");
            }
        }

        Console.WriteLine($"{close} measured texts are close to a training text");
        return close == 0 ? 0 : 1;
    }

    public static HashSet<string> Pairs(string text)
    {
        string[] words = [.. text.ToLowerInvariant().Split([' ', '\n', '\t', ',', '.', '!', '?', ':', ';', '"', '(', ')', '`'], StringSplitOptions.RemoveEmptyEntries).Take(80)];
        var pairs = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < words.Length; i++)
        {
            pairs.Add(words[i] + " " + words[i + 1]);
        }

        // No spaces, no words: pairs of characters.
        if (words.Length <= 2 && text.Any(c => c > '\u3000'))
        {
            for (int i = 0; i + 1 < text.Length; i++)
            {
                pairs.Add(text.Substring(i, 2));
            }
        }

        return pairs;
    }

    public static double Likeness(HashSet<string> a, HashSet<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / (double)Math.Max(Common, Math.Max(a.Count, b.Count) < 3 * Math.Min(a.Count, b.Count) ? Math.Min(a.Count, b.Count) : Math.Max(a.Count, b.Count));

    private static IEnumerable<string> Texts(string folder)
    {
        foreach (var (file, member) in new[] { ("prompts.jsonl", "text"), ("steps.jsonl", "last_user_text") })
        {
            foreach (string line in File.ReadLines(Path.Combine(folder, file)))
            {
                using var row = JsonDocument.Parse(line);
                yield return row.RootElement.GetProperty(member).GetString() ?? "";
            }
        }
    }

    private static string Short(string text) => text.Length > 90 ? text[..90].Replace('\n', ' ') : text.Replace('\n', ' ');
}
