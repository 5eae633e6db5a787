using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Config;

/// <summary>Servers that want more than a base URL, as a few lines of configuration.</summary>
public sealed class ChannelKindTests
{
    [Theory]
    [InlineData("base_url: 'https://res.openai.azure.com', access_key: k", ChannelKind.Azure, WireFormat.OpenAIChat, "https://res.openai.azure.com/openai")]
    [InlineData("base_url: 'https://res.openai.azure.com/openai/v1', api_format: responses, access_key: k", ChannelKind.Azure, WireFormat.OpenAIResponses, "https://res.openai.azure.com/openai/v1")]
    [InlineData("kind: bedrock, region: eu-west-1", ChannelKind.Bedrock, WireFormat.OpenAIChat, "https://bedrock-runtime.eu-west-1.amazonaws.com/")]
    [InlineData("base_url: 'https://bedrock-runtime.us-west-2.amazonaws.com', api_format: anthropic", ChannelKind.Bedrock, WireFormat.AnthropicMessages, "https://bedrock-runtime.us-west-2.amazonaws.com/")]
    [InlineData("base_url: 'https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1', access_key: k", ChannelKind.Plain, WireFormat.OpenAIChat, "https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1")]
    [InlineData("kind: vertex, project: p", ChannelKind.Vertex, WireFormat.Gemini, "https://aiplatform.googleapis.com/v1")]
    [InlineData("kind: vertex, project: p, region: us-east5, api_format: anthropic", ChannelKind.Vertex, WireFormat.AnthropicMessages, "https://us-east5-aiplatform.googleapis.com/v1")]
    [InlineData("kind: openrouter, access_key: k", ChannelKind.OpenRouter, WireFormat.OpenAIChat, "https://openrouter.ai/api/v1")]
    [InlineData("base_url: 'https://openrouter.ai/api/v1', access_key: k", ChannelKind.OpenRouter, WireFormat.OpenAIChat, "https://openrouter.ai/api/v1")]
    [InlineData("kind: ollama", ChannelKind.Ollama, WireFormat.OpenAIChat, "http://127.0.0.1:11434/")]
    [InlineData("api_format: ollama, base_url: 'http://10.0.0.5:11434'", ChannelKind.Ollama, WireFormat.OpenAIChat, "http://10.0.0.5:11434/")]
    [InlineData("api_format: cohere, access_key: k", ChannelKind.Cohere, WireFormat.OpenAIChat, "https://api.cohere.com/v2")]
    [InlineData("base_url: 'https://api.cohere.com', access_key: k", ChannelKind.Cohere, WireFormat.OpenAIChat, "https://api.cohere.com/v2")]
    [InlineData("kind: litellm, base_url: 'http://127.0.0.1:4000', access_key: k", ChannelKind.LiteLlm, WireFormat.OpenAIChat, "http://127.0.0.1:4000/v1")]
    [InlineData("base_url: 'https://api.openai.com', access_key: k", ChannelKind.Plain, WireFormat.OpenAIChat, "https://api.openai.com/v1")]
    public void A_kind_is_told_by_its_word_or_its_address(string channel, ChannelKind kind, WireFormat format, string address)
    {
        var settings = ConfigFiles.Load($"channels: [{{name: c, {channel}, models: [some-model]}}]", ("HOME", "/home/me"));
        var made = settings.Channels.Single();
        Assert.Equal((kind, format, address), (made.Kind, made.Format, made.BaseUri.AbsoluteUri));
        var speaks = settings.Policy.Models.Single().Formats;
        Assert.Equal(made.Native is null ? [format] : Enum.GetValues<WireFormat>(), speaks);
    }

    [Theory]
    [InlineData("kind: anthropic", "claude-sonnet-4.6", WireFormat.AnthropicMessages, "https://api.anthropic.com/v1", "sk-ant")]
    [InlineData("kind: Anthropic, access_key: own", "claude-sonnet-4.6", WireFormat.AnthropicMessages, "https://api.anthropic.com/v1", "own")]
    [InlineData("kind: openai, api_format: openai", "gpt-5-mini", WireFormat.OpenAIChat, "https://api.openai.com/v1", "sk-oai")]
    [InlineData("kind: anthropic, base_url: 'https://proxy.example/v1'", "claude-sonnet-4.6", WireFormat.AnthropicMessages, "https://proxy.example/v1", "sk-ant")]
    public void A_vendors_name_stands_for_its_address_format_and_key(string channel, string model, WireFormat format, string address, string key)
    {
        var settings = ConfigFiles.Load($"channels: [{{name: c, {channel}, models: [{model}]}}]", ("ANTHROPIC_API_KEY", "sk-ant"), ("OPENAI_API_KEY", "sk-oai"));
        var made = settings.Channels.Single();
        Assert.Equal((ChannelKind.Plain, format, address, key), (made.Kind, made.Format, made.BaseUri.AbsoluteUri, made.AccessKey!.Reveal()));
        Assert.NotNull(settings.Policy.Models.Single().Price.Input);
    }

    [Theory]
    [InlineData("channels: [{name: c, kind: anthropic, models: [claude-sonnet-4.6]}]", "ANTHROPIC_API_KEY")]
    [InlineData("channels: [{name: c, base_url: 'https://api.openai.com/v1', models: [gpt-5-mini]}]", "OPENAI_API_KEY")]
    [InlineData("providers: {models: [{name: gpt-5-mini, endpoints: [{endpoint: api.openai.com}]}]}", "OPENAI_API_KEY")]
    [InlineData("channels: [{name: c, kind: anthropic, auth: passthrough, models: [claude-sonnet-4.6]}]", null)]
    [InlineData("channels: [{name: c, kind: anthropic, base_url: 'https://proxy.example/v1', models: [claude-sonnet-4.6]}]", null)]
    [InlineData("channels: [{name: c, kind: anthropic, access_key: k, models: [claude-sonnet-4.6]}]", null)]
    public void A_vendor_without_a_key_is_warned_of_before_it_refuses(string yaml, string? variable)
    {
        var warned = ConfigFiles.Compile(yaml).Problems.Where(static p => p.Message.Contains("no key is given", StringComparison.Ordinal));
        Assert.Equal(variable is null ? [] : [true], warned.Select(p => p.Remedy.Contains(variable!, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_vendor_asked_in_a_format_it_does_not_speak_is_said()
    {
        var problem = ConfigFiles.Compile("channels: [{name: c, kind: anthropic, api_format: gemini, models: [claude-sonnet-4.6]}]").Problems.Single(p => p.IsError);
        Assert.Equal("channels[0].api_format", problem.Path);
        Assert.Contains("anthropic", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Claude_on_a_cloud_is_asked_in_its_own_format()
    {
        var settings = ConfigFiles.Load("channels: [{name: a, kind: bedrock, region: us-east-1, models: [claude-sonnet-4-6], model_map: {}}, {name: b, kind: vertex, project: p, models: [claude-opus-4-8]}]", ("HOME", "/home/me"));
        Assert.All(settings.Channels, c => Assert.Equal((WireFormat.AnthropicMessages, (NativeForm?)null), (c.Format, c.Native)));
    }

    [Fact]
    public void Keys_of_the_environment_are_taken_where_none_are_written()
    {
        var settings = ConfigFiles.Load(
            "channels: [{name: a, kind: bedrock, models: [nova]}, {name: v, kind: vertex, models: [gemini-3-flash]}]",
            ("AWS_REGION", "eu-north-1"), ("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "shh"), ("AWS_SESSION_TOKEN", "t"), ("GOOGLE_CLOUD_PROJECT", "proj"), ("GOOGLE_APPLICATION_CREDENTIALS", "/k.json"));
        var aws = settings.Channels[0].Cloud!;
        Assert.Equal(("eu-north-1", "AKID", "shh", "t"), (aws.Region, aws.AwsAccessKeyId, aws.AwsSecretAccessKey!.Reveal(), aws.AwsSessionToken!.Reveal()));
        var google = settings.Channels[1].Cloud!;
        Assert.Equal(("proj", "global", "/k.json"), (google.Project, google.Region, google.Credentials!.Reveal()));
    }

    [Theory]
    [InlineData("kind: azur, base_url: 'https://x'", "channels[0].kind", "azure")]
    [InlineData("kind: azure", "channels[0].base_url", "host")]
    [InlineData("kind: bedrock", "channels[0].region", "AWS_REGION")]
    [InlineData("kind: bedrock, region: r, aws_access_key_id: a", "channels[0].aws_secret_access_key", "both")]
    [InlineData("kind: vertex", "channels[0].project", "GOOGLE_CLOUD_PROJECT")]
    public void What_is_missing_is_said_with_the_remedy(string channel, string path, string remedy)
    {
        var problem = Assert.Single(ConfigFiles.Compile($"channels: [{{name: c, {channel}, models: [m]}}]").Problems, p => p.IsError);
        Assert.Equal(path, problem.Path);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channels: [{name: c, kind: ollama, models: [m]}]", true)]
    [InlineData("channels: [{name: c, kind: ollama, models: [m]}, {name: d, api_format: responses, base_url: 'https://api.example.com/v1', access_key: k, models: [m]}]", false)]
    [InlineData("channels: [{name: d, api_format: responses, base_url: 'https://api.example.com/v1', access_key: k, models: [m]}, {name: c, kind: ollama, models: [m]}]", false)]
    public void What_a_provider_keeps_or_runs_is_not_looked_for_behind_a_form_of_its_own(string file, bool elsewhere)
    {
        var settings = ConfigFiles.Load(file);
        var card = settings.Policy.Models.Single(static m => m.Name == "m");
        Assert.Contains(WireFormat.OpenAIResponses, card.Formats);
        Assert.Equal(elsewhere, card.Adopted.Contains(WireFormat.OpenAIResponses));
    }
}
