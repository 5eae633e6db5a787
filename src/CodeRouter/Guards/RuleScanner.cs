using System.Buffers;
using System.Runtime.CompilerServices;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards;

/// <summary>
/// Which of the operator's rules a request meets. All of it is looked at, history included, for all of it leaves again with every step; what
/// was looked at once is remembered by its own bytes for as long as the rules stay.
/// </summary>
public sealed class RuleScanner
{
    private const int MostRemembered = 100_000;

    private readonly ConditionalWeakTable<IReadOnlyList<GuardRule>, Compiled> _compiled = [];

    public IReadOnlyList<GuardRule> Met(RequestView request, IReadOnlyList<GuardRule> rules, GuardSubject subject)
    {
        List<GuardRule>? met = null;
        var concerned = new bool[rules.Count];
        bool reads = false;
        for (int i = 0; i < rules.Count; i++)
        {
            concerned[i] = rules[i].InRequests && subject.Concerns(rules[i]);
            reads |= concerned[i] && rules[i].ReadsText;
        }

        var said = reads ? _compiled.GetValue(rules, static r => new Compiled(r)).Read(request) : null;
        for (int i = 0; i < rules.Count; i++)
        {
            if (concerned[i] && (!rules[i].ReadsText || said![i]))
            {
                (met ??= []).Add(rules[i]);
            }
        }

        return met ?? [];
    }

    /// <summary>Those that look at what this caller is answered, ready to look.</summary>
    internal (GuardRule Rule, RuleText Text)[] ForAnswers(IReadOnlyList<GuardRule> rules, GuardSubject subject)
    {
        bool any = false;
        for (int i = 0; i < rules.Count; i++)
        {
            any |= rules[i].InAnswers;
        }

        return any ? _compiled.GetValue(rules, static r => new Compiled(r)).ForAnswers(subject) : [];
    }

    private sealed class Compiled(IReadOnlyList<GuardRule> rules)
    {
        private readonly RuleText[] _texts = [.. rules.Select(static r => new RuleText(r))];
        private readonly PieceMemory<RuleText.Kinds[]> _memory = new(MostRemembered);

        public (GuardRule Rule, RuleText Text)[] ForAnswers(GuardSubject subject) =>
            [.. rules.Select((r, i) => (Rule: r, Text: _texts[i])).Where(r => r.Rule.InAnswers && subject.Concerns(r.Rule))];

        public bool[] Read(RequestView request)
        {
            var met = new RuleText.Kinds[_texts.Length];
            foreach (var (piece, free) in RequestPieces.All(request))
            {
                var found = _memory.Get(request[piece], free ? 1 : 0, bytes => Look(bytes, free));
                for (int i = 0; i < found.Length; i++)
                {
                    met[i] |= found[i];
                }
            }

            return [.. met.Select((m, i) => m == _texts[i].Asked)];
        }

        private RuleText.Kinds[] Look(ReadOnlySpan<byte> piece, bool free)
        {
            var places = new List<TextPlace>();
            TextWalk.Add(piece, 0, free, places);
            var met = new RuleText.Kinds[_texts.Length];
            foreach (var place in places)
            {
                var inner = piece.Slice(place.Inner.Start, place.Inner.Length);
                if (place.Wrapped && WrappedText.Read(inner) is { } file)
                {
                    Meet(file, met);
                    continue;
                }

                char[] rented = ArrayPool<char>.Shared.Rent(inner.Length);
                var text = rented.AsSpan(0, JsonText.Decode(inner, rented));
                Meet(text, met);
                text.Clear();
                ArrayPool<char>.Shared.Return(rented);
            }

            // Most pieces meet nothing, and share that.
            return met.AsSpan().IndexOfAnyExcept(RuleText.Kinds.None) < 0 ? [] : met;
        }

        private void Meet(ReadOnlySpan<char> text, RuleText.Kinds[] met)
        {
            string? meant = RevealedText.Of(text);
            for (int i = 0; i < met.Length; i++)
            {
                met[i] |= meant is null ? _texts[i].Met(text) : _texts[i].Met(text) | _texts[i].Met(meant);
            }
        }
    }
}
