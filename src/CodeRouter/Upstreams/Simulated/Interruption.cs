namespace CodeRouter.Upstreams.Simulated;

internal enum Blow : byte { Reset, End, Error, Garbage, Silence }

/// <summary>What strikes a stream, and whether before its first content or amid it.</summary>
internal sealed record Interruption(Blow Blow, bool Early)
{
    // A finish or a closing mark must never slip out before the blow: "amid" is behind the second content event.
    public const int ContentBefore = 2;

    public static Interruption? Of(ScriptAct act) => act switch
    {
        ScriptAct.DiesMidStream => new(Blow.Reset, false),
        ScriptAct.DiesEarly => new(Blow.Reset, true),
        ScriptAct.Cut => new(Blow.End, false),
        ScriptAct.CutEarly => new(Blow.End, true),
        ScriptAct.ErrorEvent => new(Blow.Error, false),
        ScriptAct.ErrorEventEarly => new(Blow.Error, true),
        ScriptAct.GarbageEvent => new(Blow.Garbage, false),
        ScriptAct.GarbageEarly => new(Blow.Garbage, true),
        ScriptAct.Stalls => new(Blow.Silence, false),
        ScriptAct.StallsEarly => new(Blow.Silence, true),
        _ => null,
    };
}
