using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class Ineligible
{
    [Fact]
    public void What_excluded_each_model_is_said()
    {
        var policy = Pool(
            Model("small", Tier.Cheap, 1, 1, window: 1_000),
            Haiku with { Capabilities = Capability.None },
            Sonnet,
            Gpt with { Formats = [WireFormat.OpenAIChat] },
            Opus);
        var situation = Asking() with
        {
            Format = WireFormat.AnthropicMessages,
            SameFormatOnly = true,
            Health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Sonnet.Name] = new(false, null, 1) },
            Allowed = new HashSet<string>(["small", Haiku.Name, Sonnet.Name, Gpt.Name], StringComparer.Ordinal),
        };
        var decision = Router.Decide(Turn(Phase.Implement), policy, situation);
        Assert.Null(decision.Model);
        string[] why = ["small: window", "claude-haiku-4.5: cannot do", "claude-sonnet-4.6: no channel", "gpt-5.4: does not speak", "claude-opus-4.8: not allowed"];
        Assert.All(
            decision.Rejected.Select((r, i) => (Said: $"{r.Model}: {r.Why}", Expected: why[i])),
            r => Assert.StartsWith(r.Expected, r.Said, StringComparison.Ordinal));
        Assert.Equal("excluded", decision.Headline!.Code);
    }

    [Fact]
    public void What_only_a_vendor_runs_or_keeps_goes_to_nobody_who_takes_its_format_into_a_form_of_its_own()
    {
        var adopting = Haiku with { Formats = [WireFormat.OpenAIResponses], Adopted = [WireFormat.OpenAIResponses] };
        var speaking = Opus with { Formats = [WireFormat.OpenAIResponses] };
        var asking = Asking() with { Format = WireFormat.OpenAIResponses };
        Assert.Same(adopting, Router.Decide(Turn(Phase.SmallEdit), Pool(adopting, speaking), asking).Model);
        Assert.Same(speaking, Router.Decide(Turn(Phase.SmallEdit), Pool(adopting, speaking), asking with { SameFormatOnly = true }).Model);
    }

    [Fact]
    public void Unknown_windows_and_abilities_exclude_nobody()
    {
        var unknown = Model("unknown", Tier.Cheap, 1, 1, window: null);
        Assert.Same(unknown, Router.Decide(Turn(Phase.Implement) with { Needs = Capability.Vision, InputTokens = 5_000_000 }, Pool(unknown), Asking()).Model);
    }

    [Fact]
    public void A_window_that_the_next_steps_would_outgrow_is_left_aside()
    {
        var tight = Mini with { ContextWindow = 60_000 };
        var step = Turn(Phase.Implement) with { InputTokens = 50_000 };
        Assert.Same(Haiku, Router.Decide(step, Pool(tight, Haiku), Asking()).Model);
        Assert.Same(tight, Router.Decide(step, Pool(tight), Asking()).Model);
    }
}
