namespace CodeRouter.Upstreams.Simulated;

/// <summary>What a model's name can ask a simulated provider to do. The spelling is the name in kebab case.</summary>
internal enum ScriptAct : byte
{
    None,

    // Timing: the number is milliseconds.
    SlowFirstByte, SlowBetween, Sleep,

    // Silence that lasts until the caller leaves: before any byte, before the first content, after some content.
    Hangs, StallsEarly, Stalls,

    // Broken connections: reset and refuse come before any byte; "dies" resets in the middle; "cut" ends the body properly but too soon.
    Reset, Refuse, DiesMidStream, DiesEarly, Cut, CutEarly,

    // Answers that are wrong in themselves.
    ErrorEvent, ErrorEventEarly, GarbageEvent, GarbageEarly, NotJson, Empty,

    // Vendor errors: the number is the status. Overflow is the vendor's own refusal of a prompt that is too long.
    Status, Overflow,

    // Whole answers with a peculiarity of some real server.
    NoUsage, NoDone, UsageEveryChunk, Comments, Crlf, Padding, RefusesUsage,

    // Content: the number is megabytes, tokens, or bytes of a fixed answer.
    Big, Tokens, Echo, Bench, Reasons, CallsTool,
}
