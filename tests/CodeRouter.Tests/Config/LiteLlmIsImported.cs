using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Config;

/// <summary>A LiteLLM proxy's configuration becomes ours; what does not come along is named, and no key is written out.</summary>
public sealed class LiteLlmIsImported
{
    private const string File = """
        model_list:
          - model_name: gpt-4o
            litellm_params: {model: azure/gpt-4o-eu, api_base: "https://eu.openai.azure.com/", api_key: os.environ/AZURE_EU, api_version: "2024-02-01", rpm: 6}
            model_info: {id: eu, base_model: azure/gpt-4o}
          - model_name: gpt-4o
            litellm_params: {model: azure/gpt-4o-ca, api_base: "https://ca.openai.azure.com/", api_key: os.environ/AZURE_CA, rpm: 6, weight: 2, order: 1}
          - model_name: sonnet
            litellm_params: {model: anthropic/claude-sonnet-4-6, api_key: sk-ant-written-here}
          - model_name: claude-haiku-4-5
            litellm_params: {model: claude-haiku-4-5, api_key: sk-ant-written-here, temperature: 0.2}
          - model_name: own
            litellm_params: {model: openai/org/name, api_base: "http://10.0.0.9:8000/v1", api_key: none, input_cost_per_token: 0.0000002, output_cost_per_token: 6e-7}
            model_info: {max_input_tokens: 32768, supports_vision: true}
          - model_name: bedrock
            litellm_params: {model: bedrock/converse/us.anthropic.claude-sonnet-4-20250514-v1:0, aws_region_name: us-east-1, aws_access_key_id: AKIAQ9B6JRYXWUXWP1ER, aws_secret_access_key: written-here-too}
          - model_name: "groq/*"
            litellm_params: {model: "groq/*", api_key: os.environ/GROQ_API_KEY}
          - model_name: lost
            litellm_params: {model: replicate/meta/llama}
        litellm_settings: {drop_params: true, fallbacks: [{gpt-4o: [sonnet]}], nobody_knows: 1}
        router_settings: {model_group_alias: {smart: sonnet, own: sonnet}}
        general_settings: {master_key: sk-1234, database_url: "postgresql://u:p@db/litellm"}
        """;

    private static readonly LiteLlmConfig Read = LiteLlmConfig.Of(File, ConfigFiles.Catalog).Read!;

    private static readonly Settings Made = ConfigFiles.Load(Read.Yaml, ("AZURE_EU", "eu-key"), ("IMPORTED_ANTHROPIC", "sk-ant-written-here"), ("IMPORTED_AWS_ID", "AKIAQ9B6JRYXWUXWP1ER"), ("IMPORTED_AWS_SECRET", "written-here-too"));

    [Fact]
    public void Deployments_become_channels_that_serve_callers_names()
    {
        Assert.Equal(["azure", "azure-2", "anthropic", "openai", "bedrock", "groq"], Made.Channels.Select(static c => c.Name));
        Assert.Equal(("gpt-4o-eu", "eu-key", "2024-02-01"), (Made.Channels[0].Models["gpt-4o"], Made.Channels[0].AccessKey!.Reveal(), Made.Channels[0].Cloud!.ApiVersion));
        Assert.Equal(("gpt-4o-ca", 2, 1), (Made.Channels[1].Models["gpt-4o"], Made.Channels[1].Weight, Made.Channels[1].Priority));
        Assert.Equal(("claude-sonnet-4-6", "claude-haiku-4-5", WireFormat.AnthropicMessages), (Made.Channels[2].Models["sonnet"], Made.Channels[2].Models["claude-haiku-4-5"], Made.Channels[2].Format));
        Assert.Equal(("org/name", null), (Made.Channels[3].Models["own"], Made.Channels[3].AccessKey));
        Assert.Equal(("us.anthropic.claude-sonnet-4-20250514-v1:0", "us-east-1"), (Made.Channels[4].Models["bedrock"], Made.Channels[4].Cloud!.Region));
        Assert.True(Made.Channels[5].Models.Count > 3);
        Assert.Equal(["sonnet"], Made.Policy.Groups["smart"].Members.Select(static m => m.Model));
        Assert.Equal(RequireKeys.Always, Made.Access.RequireKeys);
    }

    [Fact]
    public void Prices_and_windows_come_along_or_from_the_catalog_by_the_model_behind_the_name()
    {
        var own = Made.Policy.Models.Single(static m => m.Name == "own");
        Assert.Equal((0.2m, 0.6m, 32768), (own.Price.Input, own.Price.Output, own.ContextWindow));
        Assert.All(["sonnet", "gpt-4o", "bedrock"], name => Assert.True(Made.Policy.Models.Single(m => m.Name == name).Price.IsKnown, name));
    }

    [Theory]
    [InlineData("model_list[].litellm_params.rpm (2 times)", "--requests-per-minute")]
    [InlineData("model_list[].litellm_params.temperature", "no counterpart")]
    [InlineData("model_list[].model_info.supports_vision", "no counterpart")]
    [InlineData("model_list[].litellm_params.model: replicate/…", "lost is left out")]
    [InlineData("model_list[].model_name: groq/*", "without the provider")]
    [InlineData("litellm_settings.fallbacks", "model_groups")]
    [InlineData("litellm_settings.nobody_knows", "no counterpart")]
    [InlineData("router_settings.model_group_alias.own", "left out")]
    [InlineData("general_settings.master_key", "coderouter keys create")]
    [InlineData("general_settings.database_url", "hashes")]
    [InlineData("model_list[].litellm_params.api_key: a key in the file (2 times)", "IMPORTED_ANTHROPIC")]
    public void What_does_not_come_along_is_named(string path, string says) =>
        Assert.Contains(says, Assert.Single(Read.Notes, note => note.Path == path).Says, StringComparison.Ordinal);

    [Fact]
    public void No_key_is_written_out()
    {
        string all = Read.Yaml + string.Join('\n', Read.Notes);
        Assert.All(["sk-ant-written-here", "sk-1234", "AKIAQ9B6JRYXWUXWP1ER", "written-here-too", "u:p@db"], key => Assert.DoesNotContain(key, all, StringComparison.Ordinal));
        Assert.DoesNotContain("••", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "line 2: not valid YAML")]
    [InlineData("channels: []", "no model_list")]
    public void What_is_no_such_file_is_refused_with_what_to_name(string text, string says)
    {
        var (read, problem) = LiteLlmConfig.Of(text, ConfigFiles.Catalog);
        Assert.Null(read);
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }
}
