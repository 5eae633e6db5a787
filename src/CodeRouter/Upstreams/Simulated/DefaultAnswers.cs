using System.Security.Cryptography;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What a simulated model says when nobody scripted it: short, deterministic, long enough to be cut in the middle.</summary>
internal static class DefaultAnswers
{
    public static SimulatedAnswer Of(SimulatedCall call) => call.Script switch
    {
        { Act: ScriptAct.Echo } => new() { Text = Frame.Text(new
        {
            sha256 = Convert.ToHexStringLower(SHA256.HashData(call.Request.Body)),
            bytes = call.Request.Body.Length,
            method = call.Request.Method,
            path = call.Request.Path,
            query = call.Request.Query,
            headers = call.Request.Headers,
        }) },
        { Act: ScriptAct.Big, Number: var megabytes } => new() { Text = "A long answer. ", FillerBytes = (long)Math.Max(1, megabytes) << 20 },
        { Act: ScriptAct.Tokens, Number: var tokens } => OfTokens(Math.Max(1, tokens), call.MaxOutput),
        { Act: ScriptAct.Bench, Number: var bytes } => new() { Text = Text(bytes) },
        { Act: ScriptAct.Reasons } => new() { Reasoning = "The caller wants a demonstration, so I think first and answer then.", Text = Plain(call) },
        { Act: ScriptAct.CallsTool } => new() { Text = "I will use the tool.", ToolCalls = [new(FirstTool(call), "{\"path\":\"src/app.py\",\"limit\":20}")] },
        _ => new() { Text = Plain(call) },
    };

    private static string Plain(SimulatedCall call) =>
        $"This is {call.Model} speaking, a simulated model. It read a request of {call.Request.Body.Length} bytes and answers with this sentence, "
        + "which is long enough to travel in several pieces, so that whatever happens halfway can be seen.";

    private static SimulatedAnswer OfTokens(int tokens, int? max)
    {
        int written = Math.Min(tokens, max ?? tokens);
        return new() { Text = Text(written * 4), OutputTokens = written, Finish = written < tokens ? SimulatedFinish.Length : SimulatedFinish.Natural };
    }

    private static string Text(int bytes) =>
        string.Concat(Enumerable.Repeat(Filler.Block, bytes / Filler.Block.Length)) + Filler.Block[..(bytes % Filler.Block.Length)];

    private static string FirstTool(SimulatedCall call)
    {
        foreach (var tool in call.Body.Items("tools"))
        {
            var declared = tool.Items("functionDeclarations").FirstOrDefault();
            string? name = tool.Str("name") ?? tool.Get("function")?.Str("name") ?? (declared.ValueKind == System.Text.Json.JsonValueKind.Object ? declared.Str("name") : null);
            if (name is not null)
            {
                return name;
            }
        }

        return "read_file";
    }
}
