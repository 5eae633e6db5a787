using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Guards;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>Where in a request a guard looks, and where it must not.</summary>
public sealed class ScannedPlacesTests
{
    // Made up; the form is AWS's.
    private const string Secret = "AKIAQ9B6JRYXWUXWP1ER";

    [Theory]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Write","input":{"data":"§"}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Write","input":{"id":"§","signature":"s","deep":[{"type":"§"}]}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":{"data":"§"}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":"data: §"}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":"data:text/plain;base64,§"}""")]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"data":"§","status":"§"}}}]}""")]
    [InlineData(WireFormat.Gemini, """{"role":"model","parts":[{"functionCall":{"name":"f","args":{"model":"§","bytes":"§"}}}]}""")]
    [InlineData(WireFormat.OpenAIResponses, """{"type":"function_call","call_id":"c","name":"f","arguments":{"id":"§"}}""")]
    [InlineData(WireFormat.OpenAIChat, """{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"§"}],"data":"§"}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":[{"type":"document","title":"§","source":{"type":"text","media_type":"text/plain","data":"the key is §"}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"§"}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Write","input":{"§":{"at §":1}}}]}""")]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"§":true}}}]}""")]
    public void A_secret_is_redacted_whatever_the_member_is_called_that_holds_it(WireFormat format, string message)
    {
        var verdict = Judge(format, message.Replace("§", Secret, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Redact });

        Assert.Null(verdict.Refusal);
        Assert.NotNull(verdict.Body);
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(verdict.Body), StringComparison.Ordinal);
        Assert.Equal(message.Split('§').Length - 1, verdict.Redacted);
    }

    [Theory]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"login","input":{"user":"bob","password":"§"}}]}""", "He\"rons-77!")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"run","input":{"env":{"DB_PASSWORD":"§"}}}]}""", "Blue!Herons-77")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"run","input":{"old_passwords":["§","§"]}}]}""", "Blue!Herons-77")]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"client_secret":"§"}}}]}""", "q8Zt3LxV0pWm5RkB7nYc2HdJ")]
    [InlineData(WireFormat.Gemini, """{"role":"model","parts":[{"functionCall":{"name":"fetch","args":{"headers":{"Authorization":"Bearer §"}}}}]}""", "q8Zt3LxV0pWm5RkB7nYc2HdJ")]
    [InlineData(WireFormat.OpenAIChat, """{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"login","arguments":"{\"password\":\"§\"}"}}]}""", "Abc-123!\\\"more-99")]
    public void A_secret_is_known_by_the_name_of_the_member_that_holds_it(WireFormat format, string message, string secret)
    {
        string escaped = JsonEncodedText.Encode(secret, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        var verdict = Judge(format, message.Replace("§", escaped, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Redact });

        Assert.NotNull(verdict.Body);
        Assert.Equal(message.Split('§').Length - 1, verdict.Redacted);
        Assert.Matches(Regex.Escape(message).Replace("§", "REDACTED_[A-Z_]+_[0-9a-f]{12}", StringComparison.Ordinal), Encoding.UTF8.GetString(verdict.Body));
        Assert.Equal(secret, Assert.Single(verdict.Redactions!.Values).Value);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"login","input":{"password":"§"}}]}""", "required")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"login","input":{"tokens":"§"}}]}""", "how many there are left")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"login","input":{"password":"§"}}]}""", "${DB_PASSWORD}")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"login","input":{"primary_key":"§"}}]}""", "q8Zt3LxV0pWm5RkB7nYc2HdJ")]
    public void A_name_alone_makes_no_secret(string message, string value) =>
        Assert.Empty(Judge(WireFormat.AnthropicMessages, message.Replace("§", value, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Block }).Found);

    [Theory]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"inlineData":{"mimeType":"text/plain","data":"§"}}]}""")]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"inline_data":{"mime_type":"application/json","data":"§"}}]}""")]
    public void A_document_that_is_declared_as_text_is_read_as_text_also_in_base64(WireFormat format, string message)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"the key is {Secret}, keep it"));
        Assert.Equal(1, Judge(format, message.Replace("§", encoded, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Block }).Found["secrets:aws_access_key_id"]);
    }

    [Theory]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"inlineData":{"mimeType":"text/plain","data":"§"}}]}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"text/markdown","data":"§"}}]}""")]
    [InlineData(WireFormat.OpenAIChat, """{"role":"user","content":[{"type":"file","file":{"filename":"a.json","file_data":"data:application/json;base64,§"}}]}""")]
    [InlineData(WireFormat.OpenAIResponses, """{"role":"user","content":[{"type":"input_file","filename":"a.txt","file_data":"data:text/plain;charset=utf-8;base64,§"}]}""")]
    public void A_file_of_text_in_base64_is_redacted_within_and_stays_a_file(WireFormat format, string message)
    {
        const string Mail = "greta.lindqvist@norrskenbolaget.se";
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"Schlüssel: {Secret}, von {Mail}\nProject Bluebird"));
        var settings = new GuardSettings { Secrets = GuardAction.Redact, Pii = GuardAction.Redact };
        var verdict = Judge(format, message.Replace("§", encoded, StringComparison.Ordinal), settings);

        Assert.Equal((2, 2), (verdict.Redacted, verdict.Found.Count));
        Assert.Equal([Secret, Mail], verdict.Redactions!.Values.Values.Order(StringComparer.Ordinal));
        var sent = Regex.Match(Encoding.UTF8.GetString(verdict.Body!), Regex.Escape(message).Replace("§", "(?<file>[A-Za-z0-9+/]+=*)", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        Assert.Matches("^Schlüssel: REDACTED_AWS_ACCESS_KEY_ID_[0-9a-f]{12}, von REDACTED_EMAIL_[0-9a-f]{12}\nProject Bluebird$", Encoding.UTF8.GetString(Convert.FromBase64String(sent.Groups["file"].Value)));

        var rule = new GuardRule { Name = "bird", Phrases = ["project bluebird"], Action = GuardAction.Block, Message = "Ask legal first." };
        Assert.Equal("Ask legal first.", Judge(format, message.Replace("§", encoded, StringComparison.Ordinal), settings with { Rules = [rule] }).Refusal);
    }

    [Theory]
    [InlineData("""{"mimeType":"text/plain","data":"§"}""")]
    [InlineData("""{"url":"data:text/plain;base64,§"}""")]
    public void In_the_arguments_of_a_call_a_placeholder_stands_for_the_whole_word_which_the_model_may_repeat(string arguments)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"the key is {Secret}, keep it"));
        string message = $$"""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"upload","input":{{arguments}}}]}""";
        var verdict = Judge(WireFormat.AnthropicMessages, message.Replace("§", encoded, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Redact });

        var (name, value) = Assert.Single(verdict.Redactions!.Values);
        Assert.Equal((true, true), (encoded.Contains(value, StringComparison.Ordinal), Encoding.UTF8.GetString(verdict.Body!).Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(WireFormat.AnthropicMessages, """{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"§"}}]}""")]
    [InlineData(WireFormat.Gemini, """{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"§"}}]}""")]
    [InlineData(WireFormat.OpenAIChat, """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,§"}}]}""")]
    [InlineData(WireFormat.OpenAIChat, """{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav","data":"§"}}]}""")]
    public void A_picture_is_no_text(WireFormat format, string message)
    {
        // Letters of a picture may well spell what looks like a key.
        string picture = new string('Q', 600) + Secret + new string('Q', 600);
        Assert.Null(Judge(format, message.Replace("§", picture, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Redact }).Body);
        Assert.Empty(Judge(format, message.Replace("§", Secret, StringComparison.Ordinal), new GuardSettings { Secrets = GuardAction.Block }).Found);
    }

    [Fact]
    public void A_secret_behind_five_megabytes_of_text_is_found_and_so_are_many()
    {
        string filler = string.Concat(Enumerable.Repeat("a line of a long log\\n", 250_000));
        string many = string.Concat(Enumerable.Repeat($" {Secret}", 3000));
        var verdict = Judge(WireFormat.OpenAIChat, $$"""{"role":"user","content":"{{filler}} {{Secret}}{{many}}"}""", new GuardSettings { Secrets = GuardAction.Redact });

        Assert.Equal(3001, verdict.Redacted);
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(verdict.Body!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_block_is_refused_and_never_edited()
    {
        var verdict = Judge(WireFormat.AnthropicMessages, $$"""{"role":"assistant","content":[{"type":"thinking","thinking":"{{Secret}}","signature":"abc"}]}""", new GuardSettings { Secrets = GuardAction.Redact });
        Assert.NotNull(verdict.Refusal);
        Assert.Null(verdict.Body);
    }

    [Theory]
    [InlineData("""{"content":[{"type":"tool_use","id":"t","name":"Write","input":{"id":"§","arguments":"§","thinking":"§"}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"signature":"§"}}}]}}]}""")]
    [InlineData("""{"content":[{"type":"tool_use","id":"t","name":"Write","input":{"§":{"b § c":"§"}}}]}""")]
    public void The_arguments_of_a_call_are_restored_whatever_their_members_are_called(string answer)
    {
        const string Plain = "a\"b";
        string name = Placeholder.For(new byte[32], "s", "password", Plain);
        var known = new Redactions();
        known.Add(name, Plain);
        byte[] body = Encoding.UTF8.GetBytes(answer.Replace("§", name, StringComparison.Ordinal));
        string restored = Encoding.UTF8.GetString(AnswerRestorer.Whole(body, known).Span);

        Assert.Equal(answer.Replace("§", "a\\\"b", StringComparison.Ordinal), restored);
    }

    [Fact]
    public void A_body_that_goes_by_in_pieces_is_restored_as_one_that_is_held()
    {
        const string Plain = "a\"b\\c";
        string name = Placeholder.For(new byte[32], "s", "password", Plain);
        var known = new Redactions();
        known.Add(name, Plain);
        string arguments = JsonSerializer.Serialize(new { key = name, path = "C:\\x" });
        string body = JsonSerializer.Serialize(new
        {
            output = new object[]
            {
                new { type = "reasoning", summary = new[] { new { text = name } } },
                new { type = "message", content = new[] { new { text = $"use {name}{name}, REDACTED_ and RED \"quoted\" {name}" } } },
                new { type = "function_call", arguments, id = name },
                new { type = "tool_use", input = new { id = name, arguments = name } },
                new { type = "tool_use", input = new Dictionary<string, object>(StringComparer.Ordinal) { [name] = new Dictionary<string, object>(StringComparer.Ordinal) { ["of " + name] = name } } },
            },
        });
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string whole = Encoding.UTF8.GetString(AnswerRestorer.Whole(bytes, known).Span);
        Assert.NotEqual(body, whole);
        foreach (int size in (int[])[7, 16, 33, 100, bytes.Length])
        {
            var made = new System.Buffers.ArrayBufferWriter<byte>();
            var restorer = new BodyRestorer(known);
            for (int at = 0; at < bytes.Length; at += size)
            {
                restorer.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), made);
            }

            restorer.End(made);
            Assert.Equal(whole, Encoding.UTF8.GetString(made.WrittenSpan));
        }
    }

    private static GuardVerdict Judge(WireFormat format, string message, GuardSettings settings)
    {
        string member = format switch { WireFormat.OpenAIResponses => "input", WireFormat.Gemini => "contents", _ => "messages" };
        byte[] body = Encoding.UTF8.GetBytes($$"""{"model":"m","{{member}}":[{{message}}]}""");
        var request = new RequestView(format, body, JsonScanner.Scan(body), new NoHeaders(), "/", "m", false);
        return new GuardChain(new PieceScanner(), new RuleScanner(), new SessionPlaceholders(new ForgetfulPlaceholders(), TimeProvider.System), new Lazy<byte[]>(new byte[32])).Judge(request, settings, new GuardSubject("tenant", null, null, null), "session", []);
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public string? this[string name] => null;
    }
}
