using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Tests.Dialects;
using CodeRouter.Core.Tokens;
using Xunit;

namespace CodeRouter.Core.Tests.Tokens;

/// <summary>Tokens are reckoned from a request's texts and shape, with weights of the model's tokeniser.</summary>
public sealed class TokenCounterTests
{
    private const string Prose = "The gateway reads every step an agent takes and sends it to the cheapest model that will do; it comes back when tests pass.\n";

    [Theory]
    [Trait("needs", "shared")]
    [InlineData("anthropic.count_tokens", WireFormat.AnthropicMessages)]
    [InlineData("gemini.countTokens", WireFormat.Gemini)]
    [InlineData("openai.responses_input_tokens", WireFormat.OpenAIResponses)]
    public void Counts_that_vendors_gave_when_asked_and_no_weight_was_fitted_on_are_met_within_a_token_and_a_tenth_in_the_median(string api, WireFormat format)
    {
        var errors = new List<double>();
        foreach (string line in File.ReadLines(Path.Combine(Recordings.Root, api + ".jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement.GetProperty("response").GetProperty("body");
            if (answer.TryGetProperty("input_tokens", out var counted) || answer.TryGetProperty("totalTokens", out counted))
            {
                string body = document.RootElement.GetProperty("request").GetProperty("body").GetRawText();
                if (!body.Contains("memory_20250818", StringComparison.Ordinal))
                {
                    double real = counted.GetInt64();
                    errors.Add(Math.Max(0, Math.Abs(TokenCounter.Tokens(Encoding.UTF8.GetBytes(body), document.RootElement.GetProperty("model").GetString()!, format) - real) - 1) / real);
                }
            }
        }

        errors.Sort();
        Assert.NotEmpty(errors);
        Assert.InRange(errors[errors.Count / 2], 0, 0.1);
    }

    [Theory]
    [InlineData("gpt-5.5", WireFormat.OpenAIResponses)]
    [InlineData("gpt-oss-120b", WireFormat.OpenAIChat)]
    [InlineData("claude-opus-4-8", WireFormat.AnthropicMessages)]
    [InlineData("gemini-3-pro-preview", WireFormat.Gemini)]
    [InlineData("gemini-2.5-pro", WireFormat.Gemini)]
    [InlineData("qwen3-coder", WireFormat.OpenAIChat)]
    [InlineData("nobody-has-heard-of-it", WireFormat.OpenAIChat)]
    public void An_agents_many_tools_count_with_all_their_words(string model, WireFormat format)
    {
        string words = string.Concat(Enumerable.Repeat(Prose[..^1] + " ", 8));
        string tools = string.Join(',', Enumerable.Range(0, 40).Select(i => $$$"""{"name":"tool{{{i}}}","description":"{{{words}}}","parameters":{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}}"""));
        string body = $$"""{"messages":[{"role":"user","content":"x"}],"tools":[{{tools}}]}""";
        int all = 40 * words.Split(' ').Length;
        Assert.InRange(TokenCounter.Tokens(Encoding.UTF8.GetBytes(body), model, format), 0.7 * all, 2 * all);
    }

    [Theory]
    [InlineData("gemini-2.5-flash")]
    [InlineData("gemini-3-pro-preview")]
    public void What_is_said_in_Geminis_other_spelling_counts_the_same_and_a_picture_a_tool_gave_counts(string model)
    {
        const string Camel = """{"contents":[{"role":"user","parts":[{"text":"x"},{"thoughtSignature":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","text":"y"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":"b"}MORE}}]}],"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":SCHEMA}]}],"generationConfig":{"responseJsonSchema":SCHEMA}}""";
        string said = Camel.Replace("SCHEMA", """{"type":"object","properties":{"place":{"type":"string","description":"Where the weather is asked for, a city or a country"}},"required":["place"]}""", StringComparison.Ordinal);
        string plain = said.Replace("MORE", "", StringComparison.Ordinal);
        string snake = plain.Replace("thoughtSignature", "thought_signature", StringComparison.Ordinal).Replace("parametersJsonSchema", "parameters_json_schema", StringComparison.Ordinal).Replace("responseJsonSchema", "response_json_schema", StringComparison.Ordinal);
        Assert.Equal(Tokens(plain), Tokens(snake));
        Assert.InRange(Tokens(said.Replace("MORE", ""","parts":[{"inlineData":{"mimeType":"image/png","data":"aaaa"}}]""", StringComparison.Ordinal)) - Tokens(plain), 50, 3000);
        Assert.InRange(Tokens(plain) - Tokens(plain.Replace("parametersJsonSchema", "unknown", StringComparison.Ordinal)), 5, 60);

        long Tokens(string body) => TokenCounter.Tokens(Encoding.UTF8.GetBytes(body), model, WireFormat.Gemini);
    }

    [Theory]
    [InlineData("gpt-5.5")]
    [InlineData("claude-opus-4-8")]
    [InlineData("gemini-3-pro-preview")]
    [InlineData("grok-4.3")]
    [InlineData("mistral-large-latest")]
    [InlineData("deepseek-chat")]
    [InlineData("nobody-has-heard-of-it")]
    public void A_long_prompt_of_plain_words_is_a_token_for_a_word_and_little_more(string model)
    {
        int words = 0;
        var text = new StringBuilder();
        while (text.Length < 100_000)
        {
            text.Append(Prose);
            words += Prose.Split(' ').Length;
        }

        long tokens = TokenCounter.Tokens(Body(text.ToString()), model, WireFormat.OpenAIChat);

        Assert.InRange(tokens, words, words * 1.6);
    }

    [Fact]
    public void The_same_conversation_counts_alike_in_every_format()
    {
        string said = string.Concat(Enumerable.Repeat(Prose, 40));
        string text = JsonSerializer.Serialize(said);
        string[] bodies =
        [
            $$"""{"model":"m","messages":[{"role":"user","content":{{text}}}]}""",
            $$"""{"model":"m","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":{{text}}}]}]}""",
            $$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":{{text}}}]}]}""",
            $$"""{"contents":[{"role":"user","parts":[{"text":{{text}}}]}]}""",
        ];

        var counts = bodies.Select(body => (double)TokenCounter.Tokens(Encoding.UTF8.GetBytes(body), "claude-opus-4-8", WireFormat.AnthropicMessages)).ToList();

        Assert.All(counts, count => Assert.InRange(count / counts[0], 0.98, 1.02));
    }

    [Fact]
    public void Tools_calls_results_and_pictures_all_count()
    {
        long bare = TokenCounter.Tokens(Body("look"), "gpt-5", WireFormat.OpenAIChat);
        long more = bare;
        foreach (string with in (string[])
        [
            """{"messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""",
            """{"messages":[{"role":"user","content":"look"}],"tools":[{"type":"function","function":{"name":"look_it_up","description":"Looks a word up in the dictionary","parameters":{"type":"object","properties":{"word":{"type":"string","description":"what to look up"}}}}}]}""",
            """{"messages":[{"role":"user","content":"look"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"look_it_up","arguments":"{\"word\":\"gateway\"}"}}]},{"role":"tool","tool_call_id":"a","content":"a way through a wall"}]}""",
        ])
        {
            more = TokenCounter.Tokens(Encoding.UTF8.GetBytes(with), "gpt-5", WireFormat.OpenAIChat);
            Assert.True(more > bare + 10, with);
        }
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]}""");
}
