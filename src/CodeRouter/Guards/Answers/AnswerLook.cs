using CodeRouter.Config;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards.Answers;

/// <summary>
/// What is looked for in one answer, and what was found. It counts each value once, for the formats say most of an answer twice. What it
/// tells holds types and numbers, never values.
/// </summary>
internal sealed class AnswerLook
{
    private readonly GuardSettings _settings;
    private readonly Sought _sought;
    private readonly (GuardRule Rule, RuleText Text)[] _rules;
    private readonly RuleText.Kinds[] _met;
    private readonly Ignores _ignores;
    private readonly Func<string, string, string> _placeholder;
    private readonly List<Finding> _findings = [];
    private readonly List<(int Start, int End)> _places = [];
    private readonly HashSet<(string, string)> _seen = [];
    private readonly Dictionary<string, int> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnswerFind> _taken = new(StringComparer.Ordinal);

    /// <param name="placeholder">From a type and a value to what stands in its place.</param>
    public AnswerLook(GuardSettings settings, (GuardRule Rule, RuleText Text)[] rules, Ignores ignores, Func<string, string, string> placeholder)
    {
        (_settings, _rules, _ignores, _placeholder) = (settings, rules, ignores, placeholder);
        _sought = SoughtGuards.In(settings.Answers);
        _met = new RuleText.Kinds[rules.Length];
        Acts = settings.Answers.Acts || Array.Exists(rules, static r => r.Rule.Action is GuardAction.Redact or GuardAction.Block);
        Longest = rules.Length == 0 ? 0 : rules.Max(static r => r.Text.Longest);
    }

    /// <summary>It may change the answer or end it; else it only counts.</summary>
    public bool Acts { get; }

    /// <summary>Longest word that a rule names.</summary>
    public int Longest { get; }

    /// <summary>How many values were found, by guard and type.</summary>
    public IReadOnlyDictionary<string, int> Found => _found;

    /// <summary>How many of them were taken out.</summary>
    public int Redacted => _taken.Count;

    /// <summary>Why the answer ends here, with the remedy; null while it may go on.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Everything in a text that somebody asks about, by place.</summary>
    /// <param name="member">What the member is called that holds it; empty where that says nothing.</param>
    /// <param name="repeats">The text may repeat what an earlier one said: what was taken out there is found again, whatever stands around it.</param>
    public void Find(ReadOnlySpan<char> member, ReadOnlySpan<char> text, List<AnswerFind> finds, bool repeats = false)
    {
        finds.Clear();
        if (_sought != Sought.None)
        {
            MarkedText.Find(member, text, _sought, _findings);
            foreach (var finding in _findings)
            {
                finds.Add(new AnswerFind(finding.Start, finding.End, finding.Guard, finding.Type, _settings.Answers.ActionOf(finding.Guard)));
            }
        }

        for (int i = 0; i < _rules.Length; i++)
        {
            var (rule, words) = _rules[i];
            _places.Clear();
            _met[i] |= words.Places(text, _places);
            if (_met[i] == words.Asked)
            {
                finds.AddRange(_places.Select(p => new AnswerFind(p.Start, p.End, "rule", rule.Name, rule.Action)));
            }
        }

        if (repeats && _taken.Count > 0)
        {
            FindTaken(text, finds);
        }

        AnswerFind.Settle(finds);
    }

    private void FindTaken(ReadOnlySpan<char> text, List<AnswerFind> finds)
    {
        foreach (var (value, taken) in _taken)
        {
            for (int at = 0; text[at..].IndexOf(value, StringComparison.Ordinal) is >= 0 and var hit; at += hit + value.Length)
            {
                finds.Add(taken with { Start = at + hit, End = at + hit + value.Length });
            }
        }
    }

    /// <summary>What is done about a find: what stands in its place, or null where it stays. <see cref="Refusal"/> is set where the answer ends before it.</summary>
    /// <param name="signed">It stands where nothing can be edited.</param>
    public string? Judge(AnswerFind find, string value, bool signed)
    {
        if (find.Guard != "rule" && _ignores.Covers(find.Type, value))
        {
            return null;
        }

        if (_seen.Add((find.Type, value)))
        {
            string name = $"{find.Guard}:{find.Type}";
            _found[name] = _found.GetValueOrDefault(name) + 1;
        }

        switch (find.Action)
        {
            case GuardAction.Block:
                Refusal ??= WhyBlocked(find);
                return null;
            case GuardAction.Redact when signed:
                Refusal ??= $"The answer holds {What(find)} in reasoning that its provider signs: it cannot be taken out there. Ask with less reasoning, or ask the operator to set {Setting(find)} to observe.";
                return null;
            case GuardAction.Redact:
                _taken.TryAdd(value, find);
                return _placeholder(find.Type, value);
            default:
                return null;
        }
    }

    private string WhyBlocked(AnswerFind find) => find.Guard == "rule"
        ? Array.Find(_rules, r => r.Rule.Name == find.Type).Rule?.Message ?? $"The rule {find.Type} (guards.rules) ends this answer before what it names. Ask for something else, or ask the operator."
        : $"The answer holds {What(find)}, and {Setting(find)} is set to block: it ends before it. Ask for an answer without it, or ask the operator.";

    private static string What(AnswerFind find) => find.Guard == "rule" ? $"what the rule {find.Type} names" : GuardTally.Readable(find.Type);

    private static string Setting(AnswerFind find) => find.Guard == "rule" ? "the rule" : "guards.answers." + GuardTally.SettingOf(find.Guard);
}
