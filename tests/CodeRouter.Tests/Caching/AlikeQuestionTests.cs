using CodeRouter.Cache;
using CodeRouter.Core.Likeness;
using CodeRouter.Tests.Architecture;
using Xunit;

namespace CodeRouter.Tests.Caching;

/// <summary>Which questions ask the same, on pairs labelled by hand, and how well the index finds what is near.</summary>
public sealed class AlikeQuestionTests
{
    [Fact]
    public void Near_misses_are_kept_apart_and_plain_paraphrases_are_seen()
    {
        string asked = "";
        int right = 0, wrong = 0, paraphrases = 0, pairs = 0;
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "tests/corpus/alike-questions.txt")).Where(static l => l.Length > 2 && l[0] != '#'))
        {
            if (line[0] == '?')
            {
                asked = Gist.Of(line[2..])!;
                continue;
            }

            bool same = line[0] == '=', hit = string.Equals(Gist.Of(line[2..]), asked, StringComparison.Ordinal);
            pairs++;
            paraphrases += same ? 1 : 0;
            right += hit && same ? 1 : 0;
            wrong += hit && !same ? 1 : 0;
        }

        Assert.True(pairs >= 400, $"{pairs} pairs");
        Assert.True((double)right / (right + wrong) >= 0.995, $"{wrong} of {right + wrong} hits are wrong");
        Assert.True((double)right / paraphrases >= 0.6, $"{right} of {paraphrases} paraphrases are seen");
    }

    [Theory]
    [InlineData("Is it safe to delete the file?", "Is it safe not to delete the file?")]
    [InlineData("Copy a.txt to b.txt", "Copy b.txt to a.txt")]
    [InlineData("Explain `a b`", "Explain `a  b`")]
    [InlineData("What is my name?", "What is your name?")]
    [InlineData("Use exactly 3 words", "Use exactly 4 words")]
    [InlineData("Don't just delete it", "Don't delete it")]
    [InlineData("How do I vote in the US?", "How do I vote in us?")]
    [InlineData("Delete it. Then stop.", "Stop. Then delete it.")]
    [InlineData("Is рassword safe?", "Is password safe?")]
    public void What_differs_in_one_word_that_counts_is_another_question(string one, string other) => Assert.NotEqual(Gist.Of(one), Gist.Of(other));

    [Fact]
    public async Task A_question_kept_while_its_model_was_away_or_spoke_in_other_dimensions_is_still_found()
    {
        var now = DateTimeOffset.UtcNow;
        var dice = new Random(5);
        float[] Of(int dimensions)
        {
            float[] made = [.. Enumerable.Range(0, dimensions).Select(_ => dice.NextSingle() - 0.5f)];
            Assert.True(GramEmbedder.Normalize(made));
            return made;
        }

        float[] eight = Of(8), other = Of(8), sixteen = Of(16);
        var questions = new AlikeQuestions(new NothingKept(), TimeProvider.System);
        Task Keep(string key, string gist, float[] vector) => questions.KeepAsync(new AskedQuestion("t", "s", key, gist, vector.Length == 0 ? AlikeQuestions.BuiltIn : "embed", vector, now, now.AddHours(1)), 100);
        async Task<string?> Found(string gist, float[] vector) => await questions.FindAsync("t", "s", gist, "embed", vector, 0.9, 100) is { } found ? $"{found.Question.Key} {found.Space}" : null;
        await Keep("a", "reverse string", eight);
        await Keep("b", "sort list", []);
        Assert.Equal("a embed", await Found("reverse string", eight));
        Assert.Equal("a built-in", await Found("reverse string", sixteen));
        Assert.Equal("b built-in", await Found("sort list", eight));
        // The model says that they are not alike.
        Assert.Null(await Found("reverse string", other));
        await Keep("c", "count words", sixteen);
        Assert.Equal("c embed", await Found("count words", sixteen));
    }

    [Fact]
    public async Task Of_many_more_questions_than_are_kept_the_newest_are_found_while_the_index_is_made_anew()
    {
        const int Most = 300, Asked = 5000;
        var now = DateTimeOffset.UtcNow;
        var questions = new AlikeQuestions(new NothingKept(), TimeProvider.System);
        for (int i = 0; i < Asked; i++)
        {
            await questions.KeepAsync(new AskedQuestion("t", "s", "k" + i, Words(i), AlikeQuestions.BuiltIn, [], now, now.AddHours(1)), Most);

            Assert.Equal("k" + i, await Found(i));
        }

        for (int i = Asked - Most; i < Asked; i++)
        {
            Assert.Equal("k" + i, await Found(i));
        }

        Assert.Null(await Found(Asked - Most - 1));

        async Task<string?> Found(int i) => (await questions.FindAsync("t", "s", Words(i), AlikeQuestions.BuiltIn, GramEmbedder.Of(Words(i)), 0.99, Most))?.Question.Key;

        static string Words(int i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"how is part {i * 7919} of module {i % 17} built with tool {i * 31}");
    }

    [Fact]
    public async Task A_question_asked_again_and_again_leaves_no_worn_index_behind()
    {
        var now = DateTimeOffset.UtcNow;
        var questions = new AlikeQuestions(new NothingKept(), TimeProvider.System);
        for (int i = 0; i < 2000; i++)
        {
            await questions.KeepAsync(new AskedQuestion("t", "s", "k", "reverse a string", AlikeQuestions.BuiltIn, [], now.AddSeconds(i), now.AddHours(9)), 10_000);
        }

        for (int patience = 0; questions.Gaps > 200 && patience < 500; patience++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.InRange(questions.Gaps, 0, 200);
    }

    [Fact]
    public void A_space_made_of_another_holds_the_same_after_it_has_caught_up()
    {
        var dice = new Random(11);
        var now = DateTimeOffset.UtcNow;
        var worn = new QuestionSpace(AlikeQuestions.BuiltIn, GramEmbedder.Dimensions);
        Change(300);
        var held = worn.Held;
        Change(300);
        var made = worn.With(held);
        made.CatchUp(worn);

        Assert.Equal(worn.Held.OrderBy(static q => q.Key, StringComparer.Ordinal), made.Held.OrderBy(static q => q.Key, StringComparer.Ordinal));
        Assert.All(worn.Held, q => Assert.Same(q, made.Find(q.Gist, GramEmbedder.Of(q.Gist), 0.9, now, null)?.Question));

        void Change(int times)
        {
            for (int i = 0; i < times; i++)
            {
                string key = "k" + dice.Next(100);
                worn.Take(key);
                if (dice.Next(3) > 0)
                {
                    worn.Put(new AskedQuestion("t", "s", key, $"what does {key} of {i} do", AlikeQuestions.BuiltIn, [], now, now.AddHours(1)));
                }
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void A_vector_without_a_direction_is_none(float value) => Assert.False(GramEmbedder.Normalize(new float[] { 0, value, 0 }));

    [Theory]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(129)]
    public void The_index_finds_nearly_all_that_is_near_and_passes_over_what_was_taken_out(int dimensions)
    {
        var dice = new Random(3);
        var index = new NearestIndex(dimensions);
        var vectors = Enumerable.Range(0, 3000).Select(_ => Direction(dice, dimensions)).ToArray();
        foreach (float[] vector in vectors)
        {
            index.Add(vector);
        }

        foreach (int gone in Enumerable.Range(0, 500))
        {
            index.Remove(gone);
        }

        int found = 0;
        for (int q = 0; q < 100; q++)
        {
            float[] asked = Direction(dice, dimensions);
            var nearest = vectors.Select((v, i) => (i, Near: v.Zip(asked, static (a, b) => a * b).Sum())).Where(static v => v.i >= 500).OrderByDescending(static v => v.Near).Take(10).Select(static v => v.i).ToHashSet();
            var answer = index.Find(asked, 10);
            Assert.DoesNotContain(answer, static a => a.Id < 500);
            found += answer.Count(a => nearest.Contains(a.Id));
        }

        Assert.True(found >= 960, $"{found} of 1000");
    }

    private static float[] Direction(Random dice, int dimensions)
    {
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => (float)(dice.NextDouble() - 0.5))];
        GramEmbedder.Normalize(vector);
        return vector;
    }

    private sealed class NothingKept : IQuestionStore
    {
        public IReadOnlyList<AskedQuestion> Since(DateTimeOffset at, DateTimeOffset now, int most) => [];

        public void Keep(AskedQuestion question, int mostEntries)
        {
            // Memory is enough.
        }
    }
}
