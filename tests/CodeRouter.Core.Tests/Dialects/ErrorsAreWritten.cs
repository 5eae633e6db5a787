using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class ErrorsAreWritten
{
    public static TheoryData<WireFormat> Formats => new(Enum.GetValues<WireFormat>());

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_error_carries_its_id_and_its_message_is_found_again(WireFormat format)
    {
        var dialect = BuiltInDialects.Of(format);
        byte[] body = dialect.WriteError(new WireError(404, "model_not_found", "No model is called \"gpt-9\". Use gpt-5.5.", "err_1"));
        Assert.Contains("err_1", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.StartsWith("No model is called \"gpt-9\". Use gpt-5.5.", dialect.ReadErrorMessage(body), StringComparison.Ordinal);
        var failure = dialect.ReadAnswer(body).Failure;
        Assert.Equal(404, failure?.Status);
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "authentication_error")]
    [InlineData(402, "billing_error")]
    [InlineData(403, "permission_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(408, "timeout_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(422, "invalid_request_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(502, "api_error")]
    [InlineData(503, "overloaded_error")]
    [InlineData(529, "overloaded_error")]
    public void Anthropic_errors_are_typed_by_status(int status, string type)
    {
        using var body = JsonDocument.Parse(BuiltInDialects.Of(WireFormat.AnthropicMessages).WriteError(new WireError(status, "x", "m", "id1")));
        Assert.Equal("error", body.RootElement.GetProperty("type").GetString());
        Assert.Equal(type, body.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("id1", body.RootElement.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    public void OpenAI_errors_always_have_type_and_code(WireFormat format)
    {
        foreach (int status in new[] { 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529 })
        {
            using var body = JsonDocument.Parse(BuiltInDialects.Of(format).WriteError(new WireError(status, "some_code", "m", "id1")));
            var error = body.RootElement.GetProperty("error");
            Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
            Assert.Equal("some_code", error.GetProperty("code").GetString());
            Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
        }
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "\"code\":\"context_length_exceeded\"")]
    [InlineData(WireFormat.OpenAIResponses, "\"code\":\"context_length_exceeded\"")]
    [InlineData(WireFormat.AnthropicMessages, "prompt is too long: 210000 tokens > 200000 maximum")]
    [InlineData(WireFormat.Gemini, "input token count (210000) exceeds")]
    public void An_overflow_is_spelt_as_the_callers_own_provider_spells_it(WireFormat format, string spelling)
    {
        var dialect = BuiltInDialects.Of(format);
        var given = new WireError(400, "context_length_exceeded", "Too long for gpt-4.1. Shorten it.", "e") { OverflowTokens = 210000, OverflowLimit = 200000 };
        Assert.Contains(spelling, Encoding.UTF8.GetString(dialect.WriteError(given)), StringComparison.Ordinal);
        var told = new WireError(400, "context_length_exceeded", "This model's (gpt-4.1-2025) maximum context length is 200,000 tokens. However, your messages resulted in 210000 tokens.", "e");
        Assert.Contains(spelling, Encoding.UTF8.GetString(dialect.WriteError(told)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_event_that_ends_a_failed_stream_is_an_error_to_its_own_reader_and_no_end(WireFormat format)
    {
        var dialect = BuiltInDialects.Of(format);
        string sse = Encoding.UTF8.GetString(dialect.WriteErrorEvent(new WireError(502, "upstream_cut", "The stream broke off.\nTry again.", "e7"), null));
        Assert.EndsWith("\n\n", sse, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", sse, StringComparison.Ordinal);
        var reader = dialect.NewStreamReader();
        var sent = Assert.Single(Recordings.Events(sse));
        Assert.Equal(EventMarks.Error, reader.Read(sent.Name, sent.Data));
        Assert.False(reader.Complete);
        Assert.Contains("The stream broke off.\nTry again.", reader.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("e7", reader.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_of_a_gemini_stream_stands_bare_too_where_googles_own_libraries_look_for_it()
    {
        string[] blocks = Encoding.UTF8.GetString(BuiltInDialects.Of(WireFormat.Gemini).WriteErrorEvent(new WireError(502, "upstream_cut", "m", "e7"), null)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, blocks.Length);
        Assert.Equal(blocks[0]["data: ".Length..], blocks[1]);
        Assert.Equal(502, JsonDocument.Parse(blocks[1]).RootElement.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void A_failed_response_repeats_the_id_model_and_next_number_of_its_stream()
    {
        var dialect = BuiltInDialects.Of(WireFormat.OpenAIResponses);
        var reader = dialect.NewStreamReader();
        reader.Read("response.created"u8, """{"type":"response.created","sequence_number":0,"response":{"id":"resp_9","model":"gpt-5.5","created_at":17}}"""u8);
        reader.Read("response.output_text.delta"u8, """{"type":"response.output_text.delta","sequence_number":4,"delta":"x"}"""u8);
        string sse = Encoding.UTF8.GetString(dialect.WriteErrorEvent(new WireError(502, "upstream_cut", "m", "e"), reader));
        Assert.StartsWith("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":5,\"response\":{\"id\":\"resp_9\"", sse, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"gpt-5.5\"", sse, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"failed\"", sse, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_keeps_a_stream_alive_is_complete_and_says_nothing(WireFormat format)
    {
        var dialect = BuiltInDialects.Of(format);
        string sse = Encoding.UTF8.GetString(dialect.KeepAlive.Span);
        Assert.EndsWith("\n\n", sse, StringComparison.Ordinal);
        foreach (var sent in Recordings.Events(sse))
        {
            Assert.Equal(EventMarks.KeepAlive, dialect.NewStreamReader().Read(sent.Name, sent.Data) | EventMarks.KeepAlive);
        }
    }

    /// <summary>What Google's library for JavaScript looks for at the beginning of what it has not read yet; where it finds nothing the whole rest is lost to it.</summary>
    [Fact]
    public void Googles_own_library_reads_on_after_what_keeps_a_stream_alive() =>
        Assert.Matches("^\\s*data: ", Encoding.UTF8.GetString(BuiltInDialects.Of(WireFormat.Gemini).KeepAlive.Span) + "data: {}\n\n");
}
