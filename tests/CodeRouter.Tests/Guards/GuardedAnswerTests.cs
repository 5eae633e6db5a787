using System.Net;
using System.Text;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Abroad;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>What guards do about what a model answers, over real HTTP, in every format, at home and translated, streamed and whole.</summary>
public sealed class GuardedAnswerTests
{
    // Made up; the form is AWS's.
    private const string Secret = "AKIAQ9B6JRYXWUXWP1ER";
    private static readonly string Before = string.Concat(Enumerable.Repeat("A line of prose that says nothing in particular. ", 12));
    private static readonly string After = string.Concat(Enumerable.Repeat(" And more prose behind it, of no interest either.", 12));
    private static readonly SimulatedAnswer Leaky = new()
    {
        Reasoning = "The user wants the key.",
        Text = $"{Before}The key is {Secret}, keep it safe.{After}",
        ToolCalls = [new SimulatedToolCall("Write", $$"""{"path":"a.env","content":"AWS_ACCESS_KEY_ID={{Secret}}\nREGION=eu\n"}""")],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<WireFormat, WireFormat, bool> All()
    {
        var all = AbroadRig.PairsBothWays();
        foreach (var format in AbroadRig.Formats)
        {
            all.Add(format, format, false);
            all.Add(format, format, true);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_secret_in_an_answer_is_taken_out_of_texts_and_of_the_arguments_of_calls(WireFormat caller, WireFormat upstream, bool stream)
    {
        await using var rig = await RigAsync(upstream, Answers(GuardAction.Redact));
        using var answer = await rig.AskAsync(caller, "sim", stream);
        string body = await Told.BodyAsync(answer);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        Assert.DoesNotContain(Secret, Joined(body), StringComparison.Ordinal);
        Assert.Contains("The key is REDACTED_AWS_ACCESS_KEY_ID_", Joined(body), StringComparison.Ordinal);
        Assert.Contains("AWS_ACCESS_KEY_ID=REDACTED_AWS_ACCESS_KEY_ID_", Joined(body), StringComparison.Ordinal);
        Assert.Contains(", keep it safe. And more prose", Joined(body), StringComparison.Ordinal);
        Assert.True(!stream || (Told.LooksFinished(caller, body) && !Told.HasErrorEvent(caller, body)), Told.Tail(body));
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(1, decision.GetProperty("answer_guards").GetProperty("secrets:aws_access_key_id").GetInt32());
        Assert.Equal(1, decision.GetProperty("answer_redacted").GetInt32());
        Assert.DoesNotContain(Secret, decision.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_blocked_secret_ends_the_answer_before_it_with_the_reason_and_is_in_the_books(WireFormat caller, WireFormat upstream, bool stream)
    {
        await using var rig = await RigAsync(upstream, Answers(GuardAction.Block));
        using var answer = await rig.AskAsync(caller, "sim", stream);
        string body = await Told.BodyAsync(answer);

        Assert.DoesNotContain(Secret, Joined(body), StringComparison.Ordinal);
        Assert.Contains("guards.answers.secrets is set to block", body, StringComparison.Ordinal);
        Assert.Equal(stream ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        if (stream)
        {
            Assert.Contains("A line of prose", Joined(body), StringComparison.Ordinal);
            Told.EndsWithError(caller, body);
        }
        else
        {
            Told.OurError(caller, answer.StatusCode, body);
        }

        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("truncated", decision.GetProperty("state").GetString());
        Assert.Equal(1, decision.GetProperty("answer_guards").GetProperty("secrets:aws_access_key_id").GetInt32());
        Assert.True(decision.GetProperty("cost_usd").GetDecimal() > 0, "what the model used was paid");
        Assert.DoesNotContain(Secret, decision.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuardAction.Observe, true)]
    [InlineData(GuardAction.Observe, false)]
    [InlineData(GuardAction.Off, true)]
    public async Task What_is_only_observed_passes_and_is_counted(GuardAction action, bool stream)
    {
        await using var rig = await RigAsync(WireFormat.OpenAIChat, Answers(action));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream);
        Assert.Contains(Secret, Joined(await Told.BodyAsync(answer)), StringComparison.Ordinal);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(action == GuardAction.Observe, decision.TryGetProperty("answer_guards", out var found) && found.GetProperty("secrets:aws_access_key_id").GetInt32() == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rules_on_answers_redact_and_block_what_they_name(bool stream)
    {
        var rules = new GuardSettings
        {
            Rules =
            [
                new GuardRule { Name = "blue bird", InRequests = false, InAnswers = true, Phrases = ["prose BEHIND"], Action = GuardAction.Redact },
                new GuardRule { Name = "tickets", InRequests = false, InAnswers = true, Patterns = ["ACME-[0-9]+"], Action = GuardAction.Block, Message = "Tickets stay here." },
            ],
        };
        await using var rig = await RigAsync(WireFormat.AnthropicMessages, rules, Leaky with { ToolCalls = [] });
        using var redacted = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream, text: "prose behind");
        string body = Joined(await Told.BodyAsync(redacted));
        Assert.DoesNotContain("prose behind", body, StringComparison.Ordinal);
        Assert.Contains("And more REDACTED_BLUE_BIRD_", body, StringComparison.Ordinal);

        await using var strict = await RigAsync(WireFormat.AnthropicMessages, rules, new SimulatedAnswer { Text = Before + "See ACME-1234." });
        using var blocked = await strict.AskAsync(WireFormat.OpenAIChat, "sim", stream, text: "which ACME-1 ticket?");
        body = await Told.BodyAsync(blocked);
        Assert.Contains("Tickets stay here.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", Joined(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_group_has_guards_of_its_own()
    {
        var guards = new GuardSettings { ByGroup = new Dictionary<string, GuardSettings>(StringComparer.Ordinal) { ["contractors"] = Answers(GuardAction.Redact) } };
        await using var rig = await RigAsync(WireFormat.OpenAIChat, guards);
        string key;
        using (var database = SqliteDatabase.Open(Path.Combine(rig.DataFolder, "coderouter.db")))
        {
            var made = NewKey.Make("k", DateTimeOffset.UtcNow);
            new KeyTables(database).Add(made.Key with { Group = "contractors" });
            key = made.Text;
        }

        using var outside = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream: true);
        Assert.Contains(Secret, Joined(await Told.BodyAsync(outside)), StringComparison.Ordinal);
        string body = "";
        for (int tries = 0; tries < 50 && !body.Contains("REDACTED_", StringComparison.Ordinal); tries++)
        {
            // The key is known as soon as the store has been looked at again.
            await Task.Delay(100, Cancel);
            using var inside = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream: true, change: r => r.Headers.Add("Authorization", "Bearer " + key));
            body = await Told.BodyAsync(inside);
        }

        Assert.DoesNotContain(Secret, Joined(body), StringComparison.Ordinal);
    }

    // Texts of a stream run together: what is parted by events must not stand there in pieces either.
    private static string Joined(string body)
    {
        if (!body.Contains("data: {", StringComparison.Ordinal))
        {
            return body;
        }

        var all = new StringBuilder();
        foreach (string line in body.Split('\n').Where(static l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            Add(json.RootElement, "", all);
        }

        return all.ToString() + body;
    }

    private static void Add(JsonElement value, string name, StringBuilder all)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(member.Value, member.Name, all);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    Add(element, name, all);
                }

                break;
            case JsonValueKind.String when name is "content" or "text" or "delta" or "arguments" or "partial_json":
                all.Append(value.GetString());
                break;
        }
    }

    private static GuardSettings Answers(GuardAction secrets) => new() { Answers = AnswerGuardSettings.Off with { Secrets = secrets } };

    private static Task<GatewayRig> RigAsync(WireFormat upstream, GuardSettings guards, SimulatedAnswer? answer = null) =>
        AbroadRig.StartAsync(upstream, ["sim"], new SimulatedOptions { Answers = _ => answer ?? Leaky }, settings => settings with { Guards = guards });
}
