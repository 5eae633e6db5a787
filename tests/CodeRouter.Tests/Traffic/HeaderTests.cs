using System.Globalization;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Traffic;

/// <summary>Every answer explains itself, in every format, whatever it is.</summary>
public sealed class HeaderTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Always =
        ["Phase", "Phase-Confidence", "Agent", "Model", "Cost", "Cost-If-Opus", "Baseline", "Savings", "Decision", "Session", "Tier", "Reason", "Request-Hash"];

    public static TheoryData<WireFormat, string, bool, int> Answers()
    {
        var all = new TheoryData<WireFormat, string, bool, int>();
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            foreach (bool stream in (bool[])[false, true])
            {
                all.Add(format, "sim", stream, 200);
                all.Add(format, "coding-auto", stream, 200);
                all.Add(format, "sim-429-retry-after-3", stream, 429);
                all.Add(format, "sim-400", stream, 400);
                all.Add(format, "sim-500", stream, 500);
                all.Add(format, "nobody-knows-me", stream, 404);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_header_stands_on_every_answer(WireFormat format, string model, bool stream, int status)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "sim-429-retry-after-3", "sim-400", "sim-500"], s => s with { Policy = s.Policy with { DefaultModel = "sim", Models = [.. s.Policy.Models.Select(m => m.Name == "sim" ? m with { Tier = CodeRouter.Core.Models.Tier.Strong } : m)] } });
        using var answer = await rig.AskAsync(format, model == "coding-auto" ? "coding-auto" : model, stream);
        await answer.Content.ReadAsByteArrayAsync(Cancel);
        if (model != "coding-auto")
        {
            Assert.Equal(status, (int)answer.StatusCode);
        }

        AllThere(answer);
        if (status == 429)
        {
            Assert.Equal("3", answer.Headers.GetValues("retry-after").Single());
        }
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task A_refusal_before_anything_was_read_carries_them_too(WireFormat format)
    {
        var (rig, key) = await KeyedRig.StartAsync("sim");
        await using var _ = rig;
        using var refused = await rig.AskAsync(format, "sim");
        Assert.Equal(401, (int)refused.StatusCode);
        AllThere(refused);

        using var malformed = await rig.Http.PostAsync(GatewayRig.Path(format, "sim", false) + (format == WireFormat.Gemini ? "?key=" + key : ""), Keyed("{\"model\":", key, rig), Cancel);
        Assert.Equal(400, (int)malformed.StatusCode);
        AllThere(malformed);
    }

    [Fact]
    public async Task Costs_have_six_decimals_and_savings_are_a_percentage()
    {
        var cards = new[] { GatewayRig.Card("cheap", CodeRouter.Core.Models.Tier.Cheap, 1, 5), GatewayRig.Card("dear", CodeRouter.Core.Models.Tier.Strong, 5, 25) };
        await using var rig = await GatewayRig.SimulatedAsync(["cheap", "dear"], s => s with { Policy = s.Policy with { Models = cards, BaselineModel = "dear" } });
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "cheap");
        decimal cost = decimal.Parse(Header(answer, "Cost"), CultureInfo.InvariantCulture);
        decimal full = decimal.Parse(Header(answer, "Cost-If-Opus"), CultureInfo.InvariantCulture);
        Assert.Matches(@"^\d+\.\d{6}$", Header(answer, "Cost"));
        Assert.True(Math.Abs((cost * 5) - full) <= 0.000005m, $"{cost} against {full}");
        Assert.Equal("80.0%", Header(answer, "Savings"));
        Assert.Equal("dear", Header(answer, "Baseline"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_without_a_price_costs_unknown_and_never_nothing(bool stream)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Policy = s.Policy with { Models = [s.Policy.Models[0] with { Price = new CodeRouter.Core.Models.Price { Source = "test" } }] } });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream);
        Assert.Equal("unknown", Header(answer, "Cost"));
        Assert.Equal("unknown", Header(answer, "Savings"));
    }

    private static StringContent Keyed(string body, string key, GatewayRig rig)
    {
        rig.Http.DefaultRequestHeaders.TryAddWithoutValidation("x-api-key", key);
        return GatewayRig.JsonContent(body);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues("X-CodeRouter-" + name).Single();

    private static void AllThere(HttpResponseMessage answer)
    {
        foreach (string header in Always)
        {
            Assert.True(answer.Headers.Contains("X-CodeRouter-" + header) && Header(answer, header).Length > 0, $"X-CodeRouter-{header} is missing on {(int)answer.StatusCode}");
        }
    }
}
