using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>
/// An answer as it is meant, and how badly its upstream streams it: blocks in any order of their pieces, arguments in shreds or only at the
/// end, ends that never come, pieces before the beginning of their block, events nobody knows.
/// </summary>
internal sealed record AnswerPlan(string Thought, string Text, IReadOnlyList<string> Arguments, bool Full, int Seed)
{
    /// <summary>What a stream may do wrong, one bit each.</summary>
    public bool OnlyAtTheEnd => (Seed & 1) != 0;

    public bool HalfOpen => (Seed & 2) != 0;

    public bool OutOfOrder => (Seed & 4) != 0;

    public bool Unknown => (Seed & 8) != 0;

    public static Arbitrary<AnswerPlan> Any { get; } = (
        from thought in Gen.Elements("", "hm", "Let me see.\n\nFirst \"this\".")
        from text in Gen.Elements("", "Done.", "a \"quoted\" \\ line\nand 😀 more of it, ünïcode too")
        from arguments in Gen.Elements("", "{}", "{\"path\":\"a b.py\",\"n\":12}", "{\"s\":\"}{\\\"\\\\ \\n 😀\",\"list\":[1,[2,{}]]}").ArrayOf().Where(a => a.Length <= 3)
        from full in Gen.Elements(true, false, false, false)
        from seed in Gen.Choose(0, 1 << 20)
        select new AnswerPlan(thought, text.Length == 0 && arguments.Length == 0 ? "x" : text, arguments, full, seed)).ToArbitrary();

    public static string Name(int call) => "tool_" + call;

    public static string Id(int call) => "call_" + call;

    /// <summary>The answer's upstream, event by event.</summary>
    public List<string> Stream(WireFormat upstream) => upstream switch
    {
        WireFormat.OpenAIChat => StreamPlans.Chat(this),
        WireFormat.OpenAIResponses => StreamPlans.Responses(this),
        WireFormat.AnthropicMessages => StreamPlans.Messages(this),
        _ => StreamPlans.Gemini(this),
    };

    /// <summary>What every caller must get of it, whichever way it came.</summary>
    public string Essence()
    {
        var lines = Arguments.Select((a, i) => $"{Id(i)} {Name(i)} {Dialects.Essence.Canonical(a)}");
        return Told(Thought, Text, lines, Full ? StopClass.MaxTokens : Arguments.Count > 0 ? StopClass.ToolUse : StopClass.EndTurn, new Usage(30, 12, 0, 0, 7, 0));
    }

    public static string EssenceOf(Answer answer) => Told(
        string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Reasoning).Select(c => c.Text)),
        string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Text).Select(c => c.Text)),
        answer.Contents.Where(c => c.Kind == PartKind.ToolCall).Select(c => $"{c.CallId} {c.Name} {Dialects.Essence.Canonical(c.Arguments)}"),
        answer.Stop,
        answer.Usage ?? default);

    /// <summary>Texts in pieces of a few characters, never half of one.</summary>
    public static List<string> Shreds(string text, Random random)
    {
        var shreds = new List<string>();
        var shred = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            shred.Append(rune);
            if (random.Next(3) == 0)
            {
                shreds.Add(shred.ToString());
                shred.Clear();
            }
        }

        if (shred.Length > 0)
        {
            shreds.Add(shred.ToString());
        }

        return shreds;
    }

    /// <summary>All lists in one, each in its own order.</summary>
    public static List<JsonObject> Interleaved(IReadOnlyList<List<JsonObject>> lists, Random random)
    {
        var queues = lists.Where(l => l.Count > 0).Select(l => new Queue<JsonObject>(l)).ToList();
        var all = new List<JsonObject>();
        while (queues.Count > 0)
        {
            var next = queues[random.Next(queues.Count)];
            all.Add(next.Dequeue());
            if (next.Count == 0)
            {
                queues.Remove(next);
            }
        }

        return all;
    }

    // Which of several parallel calls comes first depends on which began first.
    private static string Told(string thought, string text, IEnumerable<string> calls, StopClass stop, Usage usage) =>
        $"thought: {thought}\ntext: {text}\n{string.Join('\n', calls.Order(StringComparer.Ordinal))}\nstop: {stop}\nusage: {usage.Input} {usage.CacheRead} {usage.Output}";
}
