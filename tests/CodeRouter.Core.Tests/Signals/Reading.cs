using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Decisions;

namespace CodeRouter.Core.Tests.Signals;

/// <summary>Binds one signal and reads it, as a rule would.</summary>
internal static class Reading
{
    public static SignalReading Read(string type, string name, Step step, OptionNode? options = null, SignalFacts? facts = null, double? budgetLeft = null, string? before = null)
    {
        SignalDefinition[] definitions = options is null ? [] : [new SignalDefinition(type, name.Split(':')[0], options)];
        var probe = BuiltInSignals.Bind(type, name, definitions, [])
            ?? throw new InvalidOperationException($"{type}:{name} binds to nothing");
        return probe(new SignalInput(step, facts ?? SignalFacts.None, budgetLeft, before is null ? null : TextSketch.Of(before)));
    }

    public static bool Matches(string type, string name, string text, OptionNode? options = null) =>
        Read(type, name, Given.Turn(Phase.Implement, text), options).Matched;
}
