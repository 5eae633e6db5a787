using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Tests.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

/// <summary>What people write, as an agent sends it, and where it starts.</summary>
public sealed class GoldenChoices
{
    [Theory]
    [InlineData("Do a security review of the login module: look for SQL injection, session fixation and missing permission checks.", "risk difficulty phase")]
    [InlineData("Architecture decision: should the order service stay in the monolith or become its own service with an event bus? Compare both and recommend one.", "phase difficulty risk")]
    [InlineData("Refactor the storage layer: split Repository into a reader and a writer and update every caller across src/orders, src/billing and src/reports.", "risk difficulty")]
    public void Heavy_work_starts_at_strong_or_balanced_and_says_what_raised_it(string text, string codes)
    {
        var decision = Router.Decide(Asked(text), Usual, Asking());
        Assert.True(decision.Model!.Tier >= Tier.Balanced, $"{decision.Model.Name}: {string.Join("; ", decision.Reasons.Select(r => r.Text))}");
        Assert.Contains(decision.Reasons, r => codes.Split(' ').Contains(r.Code, StringComparer.Ordinal));
    }

    [Fact]
    public void An_edit_to_a_widely_used_file_starts_at_balanced_and_names_the_file()
    {
        var facts = new SignalFacts { Impact = 0.82, ImpactWhy = "src/core/session.py is used by 214 files" };
        var decision = Router.Decide(Asked("Change session.open() in src/core/session.py so that it retries twice before it gives up."), Usual, Asking() with { Facts = facts });
        Assert.True(decision.Model!.Tier >= Tier.Balanced);
        Assert.Contains(decision.Reasons, r => r.Code == "impact" && r.Text.Contains("214 files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Fix the typo \"recieve\" in README.md.")]
    [InlineData("Add a docstring to parse_config().")]
    [InlineData("Rename the variable tmp to total in utils.py.")]
    public void Light_work_goes_to_local_or_cheap(string text)
    {
        var decision = Router.Decide(Asked(text), Usual, Asking());
        Assert.True(decision.Model!.Tier <= Tier.Cheap, $"{decision.Model.Name}: {string.Join("; ", decision.Reasons.Select(r => r.Text))}");
    }

    [Fact]
    public void A_title_goes_to_the_lowest_tier()
    {
        const string body = """
            {"model":"coding-auto","max_tokens":512,"system":"Generate a concise title for this coding session.","messages":[{"role":"user","content":"<session>\nDo a security review of the login module\n</session>"}],
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}}
            """;
        var step = Requests.Read(WireFormat.AnthropicMessages, body, "/v1/messages", ("x-claude-code-session-id", "5b1f4c1e-6d0a-4f0e-9a54-3f1d2c7b8e90"));
        var decision = Router.Decide(step, Usual, Asking());
        Assert.True(decision.Model!.Tier <= Tier.Cheap);
        Assert.Contains(decision.Reasons, r => r.Code == "kind");
    }

    private static Core.Steps.Step Asked(string text) => Requests.Read(
        WireFormat.AnthropicMessages,
        """{"model":"coding-auto","max_tokens":8000,"system":"You are Claude Code, Anthropic's official CLI for Claude.","tools":[{"name":"Bash","input_schema":{"type":"object"}},{"name":"Edit","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":TEXT}]}"""
            .Replace("TEXT", JsonSerializer.Serialize(text), StringComparison.Ordinal),
        "/v1/messages",
        ("x-claude-code-session-id", "5b1f4c1e-6d0a-4f0e-9a54-3f1d2c7b8e90"));
}
