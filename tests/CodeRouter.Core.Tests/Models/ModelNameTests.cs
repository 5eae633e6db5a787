using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Models;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("claude-sonnet-4.6", "claude-sonnet-4-6")]
    [InlineData("anthropic/claude-sonnet-4.6", "claude-sonnet-4-6")]
    [InlineData("claude-sonnet-4-6-20260217", "claude-sonnet-4-6")]
    [InlineData("claude-sonnet-4-6@20260217", "claude-sonnet-4-6")]
    [InlineData("claude-sonnet-4-6[1m]", "claude-sonnet-4-6")]
    [InlineData("us.anthropic.claude-sonnet-4-6-v1:0", "claude-sonnet-4-6")]
    [InlineData("us.anthropic.claude-sonnet-4-6-20260217-v1:0", "claude-sonnet-4-6")]
    [InlineData("models/gemini-2.5-pro", "gemini-2.5-pro")]
    [InlineData("gpt-5.5-2026-04-23", "gpt-5.5")]
    [InlineData("accounts/fireworks/models/glm-5p2", "zai-org/GLM-5.2")]
    [InlineData("mistral-small-latest", "mistral-small")]
    [InlineData("qwen3:latest", "qwen3")]
    [InlineData("Claude-Opus-4_8", "claude-opus-4-8")]
    public void Spellings_of_one_model_are_the_same(string a, string b) => Assert.True(ModelNames.Same(a, b));

    [Theory]
    [InlineData("claude-sonnet-4-6", "claude-sonnet-4-5")]
    [InlineData("mistral-medium-2604", "mistral-medium-2508")]
    [InlineData("gpt-5-mini", "gpt-5")]
    [InlineData("qwen3:8b", "qwen3:32b")]
    [InlineData("gemma-4-31b-it", "gemma-4-31b-it:free")]
    [InlineData("gpt-oss-120b", "gpt-oss-20b")]
    public void Different_models_stay_different(string a, string b) => Assert.False(ModelNames.Same(a, b));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("-latest")]
    [InlineData("20260217")]
    [InlineData("....")]
    public void Odd_names_are_no_trouble(string name) => Assert.NotNull(ModelNames.Canonical(name));
}
