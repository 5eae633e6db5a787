using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class WhoDecides
{
    [Fact]
    public void A_named_model_is_taken_whatever_routing_thinks()
    {
        var decision = Router.Decide(Turn(Phase.SmallEdit), Usual, Asking(Opus.Name));
        Assert.Equal("explicit", decision.Mode);
        Assert.Same(Opus, decision.Model);
        Assert.Empty(decision.Fallbacks);
    }

    [Fact]
    public void A_vendors_own_spelling_names_the_same_model() =>
        Assert.Same(Opus, Router.Decide(Turn(Phase.Plan), Usual, Asking("claude-opus-4-8")).Model);

    [Fact]
    public void A_named_model_wins_over_a_pin() =>
        Assert.Same(Haiku, Router.Decide(Turn(Phase.Plan), Usual, Asking(Haiku.Name) with { Pin = Opus.Name }).Model);

    [Fact]
    public void A_named_model_that_is_unhealthy_is_still_tried()
    {
        var situation = Asking(Opus.Name) with { Health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Opus.Name] = new(false, null, 1) } };
        Assert.Same(Opus, Router.Decide(Turn(Phase.Plan), Usual, situation).Model);
    }

    [Fact]
    public void A_named_model_the_key_may_not_use_is_refused_with_the_reason()
    {
        var decision = Router.Decide(Turn(Phase.Plan), Usual, Asking(Opus.Name) with { Allowed = new HashSet<string>(StringComparer.Ordinal) { Haiku.Name } });
        Assert.Null(decision.Model);
        Assert.Contains("not allowed", Assert.Single(decision.Rejected).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_falls_back_on_the_members_of_the_groups_it_names_in_their_order()
    {
        var policy = Usual with
        {
            Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal)
            {
                ["fast"] = new("fast", false, [new GroupMember(Mini.Name, "one", 1), new GroupMember(Haiku.Name, null, 3)]) { Fallback = ["middle", "gone", "best"] },
                ["middle"] = new("middle", false, [new GroupMember(Haiku.Name, null, 9), new GroupMember(Sonnet.Name, "eu", 1), new GroupMember(Gpt.Name, null, 2)]),
                ["best"] = new("best", false, [new GroupMember(Opus.Name, null, 1)]),
            },
        };
        var decision = Router.Decide(Turn(Phase.Implement), policy, Asking("fast") with { Draw = 0 });
        Assert.Equal([Mini.Name, Haiku.Name, Gpt.Name, Sonnet.Name, Opus.Name], [decision.Model!.Name, .. decision.Fallbacks.Select(static m => m.Name)]);
        Assert.Equal(["one"], decision.MemberChannels[Mini.Name]);
        Assert.Equal(["eu"], decision.MemberChannels[Sonnet.Name]);
        Assert.False(decision.MemberChannels.ContainsKey(Gpt.Name));

        var down = Asking("fast") with { Health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Mini.Name] = new(false, null, 1), [Haiku.Name] = new(false, null, 1) } };
        var instead = Router.Decide(Turn(Phase.Implement), policy, down with { Draw = 0.99 });
        Assert.Contains(instead.Model!.Name, (string[])[Sonnet.Name, Gpt.Name]);
        Assert.Contains("on to group middle", instead.Headline!.Text + string.Join(' ', instead.Reasons.Select(static r => r.Text)), StringComparison.Ordinal);
        Assert.Equal([Mini.Name, Haiku.Name], instead.Rejected.Select(static r => r.Model).Distinct().Take(2));
    }

    [Fact]
    public void A_pin_holds_for_the_session_until_it_is_let_go()
    {
        var first = Router.Decide(Turn(Phase.SmallEdit), Usual, Asking() with { Pin = Opus.Name });
        Assert.Equal(("pin", Opus.Name), (first.Mode, first.Model!.Name));
        var second = Router.Decide(Turn(Phase.SmallEdit), Usual, first.Then());
        Assert.Equal(("pin", Opus.Name), (second.Mode, second.Model!.Name));
        var third = Router.Decide(Turn(Phase.SmallEdit), Usual, second.Then() with { Pin = "auto" });
        Assert.Equal("auto", third.Mode);
        Assert.Null(third.Session.Pin);
    }

    [Fact]
    public void An_unknown_name_gets_no_model_but_the_nearest_names()
    {
        var decision = Router.Decide(Turn(Phase.Plan), Usual, Asking("claude-opus-4.7"));
        Assert.Null(decision.Model);
        Assert.Equal("unknown", decision.Mode);
        Assert.Contains(Opus.Name, decision.Headline!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_to_an_unknown_name_is_said_not_swallowed() =>
        Assert.Equal("unknown", Router.Decide(Turn(Phase.Plan), Usual, Asking() with { Pin = "nobody" }).Mode);

    [Fact]
    public void The_group_called_star_takes_every_unknown_name()
    {
        var policy = Usual with { Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal) { ["*"] = new("*", Auto: true, []) } };
        Assert.NotNull(Router.Decide(Turn(Phase.Plan), policy, Asking("anything")).Model);
    }

    [Theory]
    [InlineData(0.10, "gpt-5.4-mini")]
    [InlineData(0.74, "gpt-5.4-mini")]
    [InlineData(0.76, "claude-haiku-4.5")]
    public void A_groups_members_are_balanced_by_weight(double draw, string expected)
    {
        var decision = Router.Decide(Turn(Phase.Plan), Fast, Asking("fast") with { Draw = draw });
        Assert.Equal(expected, decision.Model!.Name);
        Assert.Equal("group", decision.Mode);
        Assert.Equal(draw < 0.75 ? 0.75 : 0.25, decision.Propensity, 6);
        Assert.Equal(draw < 0.75 ? null : "eu", decision.Channel);
        Assert.Single(decision.Fallbacks);
    }

    [Fact]
    public void A_group_stays_with_its_member_inside_a_tool_loop()
    {
        var first = Router.Decide(Turn(Phase.Plan), Fast, Asking("fast") with { Draw = 0.9 });
        var second = Router.Decide(Continuation(), Fast, first.Then(model: "fast") with { Draw = 0.1 });
        Assert.Equal(first.Model!.Name, second.Model!.Name);
    }

    [Fact]
    public void An_automatic_group_with_members_is_routed_among_them()
    {
        var policy = Usual with
        {
            Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal)
            {
                ["eu"] = new("eu", Auto: true, [new GroupMember(Haiku.Name, null, 1), new GroupMember(Sonnet.Name, null, 1)]),
            },
        };
        var decision = Router.Decide(Turn(Phase.Plan, difficulty: 5), policy, Asking("eu"));
        Assert.Equal(("auto", Sonnet.Name), (decision.Mode, decision.Model!.Name));
        Assert.DoesNotContain(decision.Fallbacks, f => f.Name == Opus.Name);
        Assert.Contains(decision.Rejected, r => r.Model == Opus.Name && r.Why.Contains("group eu", StringComparison.Ordinal));
    }

    [Fact]
    public void While_paused_routed_names_get_the_default_model()
    {
        var decision = Router.Decide(Turn(Phase.SmallEdit), Usual with { DefaultModel = Sonnet.Name }, Asking() with { Paused = true });
        Assert.Equal(("paused", Sonnet.Name), (decision.Mode, decision.Model!.Name));
    }

    [Fact]
    public void Observing_answers_as_asked_and_notes_what_routing_would_do()
    {
        var policy = Usual with { Mode = RoutingMode.Observe };
        var decision = Router.Decide(Turn(Phase.SmallEdit, difficulty: 1), policy, Asking(Opus.Name));
        Assert.Equal(("observe", Opus.Name), (decision.Mode, decision.Model!.Name));
        Assert.Equal(Router.Decide(Turn(Phase.SmallEdit, difficulty: 1), Usual, Asking()).Model!.Name, decision.WouldHaveChosen);
        Assert.True(decision.Candidates.Count > 1);
    }

    private static readonly Policy Fast = Usual with
    {
        Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal)
        {
            ["fast"] = new("fast", Auto: false, [new GroupMember(Mini.Name, null, 3), new GroupMember(Haiku.Name, "eu", 1)]),
        },
    };
}
