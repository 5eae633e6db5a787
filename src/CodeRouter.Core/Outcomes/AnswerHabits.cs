using System.Collections.Immutable;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Outcomes;

/// <summary>What a model's answers to one kind of work are like, as far as they have been seen.</summary>
/// <param name="Bend">Natural logarithm of output tokens over what such work usually takes; 0 is as usual.</param>
/// <param name="CacheShare">Part of the tokens its prompt cache should have held that it did read, 0..1.</param>
/// <param name="InputRatio">Input tokens as its vendor counts them over the estimate from the request's bytes.</param>
/// <param name="WriteShare">Part of the tokens not read from the cache that are billed as written to it, 0..1: callers that never ask for a cache pay no premium.</param>
public readonly record struct AnswerHabit(double Bend, double CacheShare, double InputRatio, double WriteShare = 1)
{
    public static readonly AnswerHabit Usual = new(0, 1, 1);
}

/// <summary>
/// How long answers are here, how requests are counted and whether prompt caches hold what they should, learned from answers: what every model's are like at a kind of
/// work, how this model's differ from that, and how they differ at this kind of work; each part trusted as far as it was seen. An immutable
/// snapshot: deciding reads one while answers make the next.
/// </summary>
public sealed class AnswerHabits
{
    // How much a part weighs against what is known without it: one answer moves it half the way.
    private const double Doubt = 1, CacheDoubt = 0.5, InputDoubt = 0.1;
    private const string Everybody = "";

    // Of a title's few hundred tokens most are the frame around the words, which vendors count each in its own way: it says nothing about prompts.
    private const long LeastCounted = 1024;

    private readonly ImmutableDictionary<string, Habits> _models;
    private readonly IReadOnlyDictionary<string, AnswerHabit>? _noted;

    private AnswerHabits(ImmutableDictionary<string, Habits> models, IReadOnlyDictionary<string, AnswerHabit>? noted = null) => (_models, _noted) = (models, noted);

    public static AnswerHabits None { get; } = new(ImmutableDictionary<string, Habits>.Empty);

    public bool IsEmpty => _models.IsEmpty && _noted is not { Count: > 0 };

    /// <summary>Those of one decision, as they were written beside it; under "" that of any other model.</summary>
    public static AnswerHabits Noted(IReadOnlyDictionary<string, AnswerHabit> noted) => new(ImmutableDictionary<string, Habits>.Empty, noted);

    /// <param name="model">The model's name; "" for one that nothing is known of.</param>
    public AnswerHabit Of(string model, AnswerKind kind) => At(kind).Of(model);

    /// <summary>Those at one kind of work, for who asks about many models.</summary>
    public AtWork At(AnswerKind kind) => new(this, kind);

    /// <summary>The habits after one answer.</summary>
    /// <param name="usual">Output tokens that such work usually takes.</param>
    /// <param name="usage">What the vendor counted.</param>
    /// <param name="estimated">Input tokens as estimated from the request's bytes; 0 to learn nothing of that.</param>
    /// <param name="warm">Tokens the prompt cache should have held; 0 to learn nothing of caches.</param>
    public AnswerHabits After(string model, AnswerKind kind, double usual, Usage usage, long estimated, long warm)
    {
        double bend = Math.Clamp(Math.Log(Math.Max(1, usage.Output) / Math.Max(1, usual)), -6, 6);
        var everybody = Found(Everybody).With(kind, bend);
        var own = Found(model).With(kind, bend);
        if (warm > 0)
        {
            own = own with { Cache = own.Cache.With(Math.Clamp(usage.CacheRead / (double)warm, 0, 1)) };
        }

        if (estimated >= LeastCounted && usage.TotalInput > 0)
        {
            double input = Math.Clamp(Math.Log(usage.TotalInput / (double)estimated), -1, 1);
            everybody = everybody with { Input = everybody.Input.With(input) };
            own = own with { Input = own.Input.With(input) };
        }

        // What was new of a prompt long enough to be kept.
        long fresh = usage.TotalInput - usage.CacheRead;
        if (fresh >= LeastCounted)
        {
            own = own with { Writes = own.Writes.With(Math.Clamp(usage.CacheWrite / (double)fresh, 0, 1)) };
        }

        return new AnswerHabits(_models.SetItem(Everybody, everybody).SetItem(model, own));
    }

    private Habits Found(string model) => _models.GetValueOrDefault(model) ?? Habits.Unseen;

    /// <summary>The habits at one kind of work. Everybody's part is worked out once, and so is each model's; not for several threads.</summary>
    public sealed class AtWork
    {
        private readonly AnswerHabits _habits;
        private readonly AnswerKind _kind;
        private readonly Habits _everybody;
        private readonly double _atKind;
        private readonly Dictionary<string, AnswerHabit> _worked = new(StringComparer.Ordinal);

        internal AtWork(AnswerHabits habits, AnswerKind kind)
        {
            (_habits, _kind, _everybody) = (habits, kind, habits.Found(Everybody));
            _atKind = habits._noted is null ? _everybody.At(kind).Over(_everybody.Apart(Habits.Unseen), Doubt) : 0;
            Others = WorkOut(Everybody);
        }

        /// <summary>Of a model that nothing is known of.</summary>
        public AnswerHabit Others { get; }

        /// <inheritdoc cref="AnswerHabits.Of"/>
        public AnswerHabit Of(string model)
        {
            if (!_worked.TryGetValue(model, out var habit))
            {
                _worked[model] = habit = WorkOut(model);
            }

            return habit;
        }

        private AnswerHabit WorkOut(string model)
        {
            if (_habits._noted is { } noted)
            {
                return noted.TryGetValue(model, out var habit) || noted.TryGetValue(Everybody, out habit) ? habit : AnswerHabit.Usual;
            }

            var seen = model.Length == 0 ? null : _habits._models.GetValueOrDefault(model);
            if (seen is null && model.Length > 0)
            {
                return Others;
            }

            // Four digits: what a decision rested on is written beside it, and read back the same.
            var own = seen ?? Habits.Unseen;
            double input = Math.Exp(own.Input.Over(_everybody.Input.Over(0, InputDoubt), InputDoubt));
            return new AnswerHabit(Math.Round(Bend(seen), 4), Math.Round(own.Cache.Over(1, CacheDoubt), 4), Math.Round(input, 4), Math.Round(own.Writes.Over(1, CacheDoubt), 4));
        }

        // From wide to narrow: everybody's answers, everybody's to this kind of work, what is the model's own at whatever it did, and at this.
        private double Bend(Habits? own) => own is null ? _atKind : own.At(_kind).Over(_atKind + own.Apart(_everybody), Doubt);
    }

    /// <summary>One model's, or everybody's: by kind of work, of what its cache holds and is given, and of its counts.</summary>
    private sealed record Habits(ImmutableArray<FadingMean> Kinds, FadingMean Cache, FadingMean Writes, FadingMean Input)
    {
        public static readonly Habits Unseen = new([.. new FadingMean[AnswerKind.Count]], default, default, default);

        public FadingMean At(AnswerKind kind) => Kinds[kind.Place];

        public Habits With(AnswerKind kind, double bend) => this with { Kinds = Kinds.SetItem(kind.Place, Kinds[kind.Place].With(bend)) };

        /// <summary>How far its answers lie from others to the same kinds of work.</summary>
        public double Apart(Habits others)
        {
            double sum = 0, count = Doubt;
            for (int i = 0; i < Kinds.Length; i++)
            {
                var own = Kinds[i];
                sum += own.Count * (own.Mean - others.Kinds[i].Mean);
                count += own.Count;
            }

            return sum / count;
        }
    }
}
