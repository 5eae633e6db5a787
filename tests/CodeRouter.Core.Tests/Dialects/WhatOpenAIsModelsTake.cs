using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>What its generations of models refuse is not sent to them, only because a caller of another format asked in its own words.</summary>
public sealed class WhatOpenAIsModelsTake
{
    [Theory]
    [InlineData("gpt-5-mini", "none", "minimal")]
    [InlineData("gpt-5", "xhigh", "high")]
    [InlineData("gpt-5-codex", "none", "low")]
    [InlineData("gpt-5.1", "minimal", "low")]
    [InlineData("gpt-5.1", "xhigh", "high")]
    [InlineData("gpt-5.1-codex-max", "max", "xhigh")]
    [InlineData("gpt-5.2", "none", "none")]
    [InlineData("gpt-5.2-pro", "low", "high")]
    [InlineData("openai/gpt-5.5", "max", "xhigh")]
    [InlineData("o4-mini", "none", "low")]
    [InlineData("o3", "minimal", "low")]
    [InlineData("deepseek-v4", "minimal", "minimal")]
    public void An_effort_is_the_nearest_that_the_generation_has(string model, string asked, string taken)
    {
        Assert.Equal(taken, OpenAIModels.Effort(model, asked));
        var target = new TranslationTarget(model, "r") { Capabilities = Capability.Reasoning };
        var translated = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, $$"""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"{{asked}}"}""", target);
        Assert.Equal(taken, (string?)Through.Body(translated)["reasoning"]!["effort"]);
        Assert.Equal(taken == asked || asked == "max" ? [] : ["reasoning_effort"], translated.Losses);
    }

    [Fact]
    public void Claude_Code_that_turns_thinking_off_is_not_refused_by_a_model_that_always_thinks()
    {
        const string Request = """{"max_tokens":500,"thinking":{"type":"disabled"},"messages":[{"role":"user","content":"x"}]}""";
        var target = new TranslationTarget("gpt-5-mini", "r") { Capabilities = Capability.Reasoning };
        Assert.Equal("minimal", (string?)Through.Body(Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIChat, Request, target))["reasoning_effort"]);
        var small = Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, """{"max_tokens":5000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"x"}]}""", target with { Model = "gpt-5.5" });
        Assert.Equal("low", (string?)Through.Body(small)["reasoning"]!["effort"]);
    }

    [Theory]
    [InlineData("gpt-4.1", false)]
    [InlineData("gpt-5-search-api", true)]
    [InlineData("sonar-pro", true)]
    public void A_search_is_offered_in_chat_to_models_that_take_it_there(string model, bool offered)
    {
        var target = new TranslationTarget(model, "r") { Capabilities = Capability.WebSearch | Capability.Tools };
        var translated = Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIChat, """{"max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}]}""", target);
        Assert.Equal(offered, Through.Body(translated)["web_search_options"] is not null);
        Assert.Equal(offered ? [] : ["web_search"], translated.Losses);
    }

    [Fact]
    public void A_grammar_that_nobody_holds_a_model_to_is_named()
    {
        const string Request = """{"input":"x","tools":[{"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"start: \"a\""}},{"type":"custom","name":"d","format":{"type":"text"}}]}""";
        var translated = Through.Request(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, Request);
        Assert.Equal(["strict_tools"], translated.Losses);
        Assert.Equal("The input must follow this grammar:\nstart: \"a\"", (string?)Through.Body(translated)["tools"]![0]!["description"]);
    }
}
