using System.Collections.Concurrent;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Traffic;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Peers;

/// <summary>
/// Recorded answers of OpenAI and Anthropic, read by the client library of their own vendor and, translated, by that of every other format:
/// all make the same of them. A sample; <c>tools/dialects</c> reads all of them, in all four formats.
/// </summary>
[Trait("needs", "shared")]
public sealed class RecordedPeerTests
{
    private const int OneIn = 9;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai.chat", WireFormat.OpenAIChat, "openai", WireFormat.OpenAIResponses)]
    [InlineData("openai.chat", WireFormat.OpenAIChat, "openai", WireFormat.AnthropicMessages)]
    [InlineData("openai.responses", WireFormat.OpenAIResponses, "openai", WireFormat.OpenAIChat)]
    [InlineData("openai.responses", WireFormat.OpenAIResponses, "openai", WireFormat.AnthropicMessages)]
    [InlineData("anthropic.messages", WireFormat.AnthropicMessages, "anthropic", WireFormat.OpenAIChat)]
    [InlineData("anthropic.messages", WireFormat.AnthropicMessages, "anthropic", WireFormat.OpenAIResponses)]
    public async Task Every_client_library_makes_the_same_of_a_recorded_answer(string api, WireFormat home, string provider, WireFormat caller)
    {
        var recordings = Recording.Read(Path.Combine(Recording.Folder(), "dev", api + ".jsonl"), home, "generate", line => IsPlain(line, provider)).Where((_, n) => n % OneIn == 0).ToDictionary(static r => r.Id, StringComparer.Ordinal);
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            string asked = System.Text.Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request));
            var recording = recordings[asked[(asked.IndexOf("recording ", StringComparison.Ordinal) + "recording ".Length)..].Split('.')[0]];
            http.Response.ContentType = recording.ContentType;
            await http.Response.Body.WriteAsync(recording.Answer, Cancel);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("recorded")], [GatewayRig.Channel("home", home, upstream.BaseUri, ["recorded"])]));
        var differ = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(recordings.Values, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (recording, cancel) =>
        {
            string question = $"recording {recording.Id}.";
            var (athome, abroad) = (await Said.ReadAsync(home, rig, "recorded", question, recording.IsEvents, cancel), await Said.ReadAsync(caller, rig, "recorded", question, recording.IsEvents, cancel));
            if (athome.Input > 0 && athome != abroad)
            {
                differ.Add($"{recording.Id}: {athome} was read as {abroad}");
            }
        });

        Assert.True(recordings.Count > 20, $"only {recordings.Count} recordings");
        Assert.True(differ.IsEmpty, string.Join('\n', differ));
    }

    /// <summary>An answer with its usage whose every word other formats have too: no cut arguments, no tools of the vendor's own, no summaries.</summary>
    private static bool IsPlain(JsonElement line, string provider)
    {
        var response = line.GetProperty("response");
        string[] features = [.. line.GetProperty("features").EnumerateArray().Select(static f => f.GetString()!)];
        string text = response.GetRawText();
        return line.GetProperty("provider").GetString() == provider && response.GetProperty("status").GetInt32() == 200 && text.Contains("usage", StringComparison.Ordinal)
            && !text.Contains("shell_call", StringComparison.Ordinal)
            && !features.Any(static f => f is "error" or "error_mid_stream" or "finish_length" or "legacy_functions" or "audio_out" or "n>1" or "compaction" || f.StartsWith("server_tool", StringComparison.Ordinal));
    }
}
