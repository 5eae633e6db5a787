using System.Diagnostics;
using CodeRouter.Cache;
using CodeRouter.Core.Likeness;

namespace CodeRouter.Bench;

/// <summary>How right the semantic cache is on labelled pairs, and how good and fast its index is over 100,000 questions.</summary>
internal static class SemanticFigures
{
    private const int Entries = 100_000;
    private const int Questions = 500;
    private const int Near = 10;

    public static async Task<int> RunAsync(string pairs)
    {
        int hits = 0, paraphrases = 0, wrong = 0, misses = 0;
        string asked = "";
        var cache = new AlikeQuestions(new Nothing(), TimeProvider.System);
        foreach (string line in File.ReadLines(pairs).Where(static l => l.Length > 2 && l[0] != '#'))
        {
            string text = line[2..];
            if (line[0] == '?')
            {
                asked = text;
                var now = DateTimeOffset.UtcNow;
                cache = new AlikeQuestions(new Nothing(), TimeProvider.System);
                await cache.KeepAsync(new AskedQuestion("t", "s", "k", Gist.Of(text)!, AlikeQuestions.BuiltIn, [], now, now.AddHours(1)), 100);
                continue;
            }

            bool hit = Gist.Of(text) is { } gist && await cache.FindAsync("t", "s", gist, AlikeQuestions.BuiltIn, GramEmbedder.Of(gist), 0.85, 100) is not null;
            bool same = line[0] == '=';
            paraphrases += same ? 1 : 0;
            hits += hit && same ? 1 : 0;
            wrong += hit && !same ? 1 : 0;
            misses += !hit && same ? 1 : 0;
            if (hit != same)
            {
                Console.WriteLine($"{(same ? "missed" : "WRONG "),-7} {asked}  |  {text}");
            }
        }

        Console.WriteLine($"pairs: precision {(double)hits / Math.Max(1, hits + wrong):0.0000} ({wrong} wrong of {hits + wrong} hits), hit rate {(double)hits / paraphrases:0.000} of {paraphrases} paraphrases");
        Index();
        return wrong > 0 ? 1 : 0;
    }

    private static void Index()
    {
        var dice = new Random(5);
        var index = new NearestIndex(GramEmbedder.Dimensions);
        float[][] vectors = new float[Entries][];
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Entries; i++)
        {
            vectors[i] = GramEmbedder.Of(Gist.Of(Text(dice))!);
            index.Add(vectors[i]);
        }

        double built = Stopwatch.GetElapsedTime(started).TotalSeconds;
        float[][] asked = new float[Questions][];
        var answers = new List<(int Id, float Cosine)>[Questions];
        double[] took = new double[Questions];
        for (int q = 0; q < Questions; q++)
        {
            asked[q] = GramEmbedder.Of(Gist.Of(Text(dice))!);
            started = Stopwatch.GetTimestamp();
            answers[q] = index.Find(asked[q], Near);
            took[q] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        int found = 0;
        double[] cold = new double[Questions];
        for (int q = 0; q < Questions; q++)
        {
            // The whole index has just been read over by the comparison: nothing of the way is near the processor.
            started = Stopwatch.GetTimestamp();
            index.Find(asked[q], Near);
            cold[q] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            float tenth = vectors.Select(v => Cosine(v, asked[q])).OrderDescending().ElementAt(Near - 1);
            // Of several equally near any will do.
            found += answers[q].Count(n => n.Cosine >= tenth - 1e-5f);
        }

        Array.Sort(took);
        Array.Sort(cold);
        Console.WriteLine($"index: recall@{Near} {(double)found / (Questions * Near):0.0000}, {took[Questions / 2]:0.000} ms median, {took[(int)(Questions * 0.95)]:0.000} ms p95 one after the other, {cold[Questions / 2]:0.000} ms median from cold caches, over {Entries} entries of {GramEmbedder.Dimensions} dimensions, built in {built:0.0} s");
    }

    private static float Cosine(float[] a, float[] b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static string Text(Random dice)
    {
        string[] starts = ["How do I", "Why does", "What is", "Explain", "When should I use", "Write", "Is it possible to", "Which", "Convert", "Should I"];
        string[] verbs = ["parse", "sort", "merge", "delete", "rename", "cache", "encrypt", "validate", "compress", "retry", "schedule", "mock", "profile", "index", "stream", "batch", "lock", "clone", "filter", "render"];
        string[] things = ["list", "file", "branch", "table", "socket", "token", "container", "queue", "thread", "certificate", "template", "cursor", "pipeline", "migration", "component", "decorator", "iterator", "buffer", "session", "cookie", "header", "volume", "schema", "cluster", "pointer"];
        string[] places = ["Python", "Go", "Rust", "Java", "TypeScript", "PostgreSQL", "Redis", "Docker", "Kubernetes", "Linux", "Bash", "React", "Angular", "Kotlin", "Swift", "nginx", "git", "C#", "Ruby", "Elixir"];
        string[] ways = ["without a loop", "in one pass", "with a timeout", "for large inputs", "under load", "by name", "twice", "on startup", "after a crash", "from a backup", "safely", "quickly", "in memory", "on disk", "as a test"];
        T Any<T>(T[] of) => of[dice.Next(of.Length)];
        return $"{Any(starts)} {Any(verbs)} a {Any(things)} and {Any(verbs)} the {Any(things)} {Any(ways)} in {Any(places)} {(dice.Next(3) == 0 ? dice.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture) : Any(ways))}";
    }

    private sealed class Nothing : IQuestionStore
    {
        public IReadOnlyList<AskedQuestion> Since(DateTimeOffset at, DateTimeOffset now, int most) => [];

        public void Keep(AskedQuestion question, int mostEntries)
        {
        }
    }
}
