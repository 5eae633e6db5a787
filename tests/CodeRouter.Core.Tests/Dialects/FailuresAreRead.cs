using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class FailuresAreRead
{
    [Theory]
    [InlineData("""{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}""", "slow down")]
    [InlineData("""{"error":"plain words"}""", "plain words")]
    [InlineData("""{"detail":"not here"}""", "not here")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"field required"}]}""", "field required")]
    [InlineData("""{"message":"bad","object":"error","code":40001}""", "bad")]
    [InlineData("""[{"error":{"code":400,"message":"first of a list","status":"INVALID_ARGUMENT"}}]""", "first of a list")]
    [InlineData("""{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"upstream busy"}}}""", "Provider returned error: upstream busy")]
    [InlineData("""{"errors":[{"message":"nested"}]}""", "nested")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}""", "Overloaded")]
    [InlineData("""<html>no</html>""", null)]
    [InlineData("", null)]
    [InlineData("{}", null)]
    public void The_message_of_an_error_is_found_in_every_spelling(string body, string? message)
    {
        foreach (var dialect in BuiltInDialects.All)
        {
            Assert.Equal(message, dialect.ReadErrorMessage(Encoding.UTF8.GetBytes(body)));
        }
    }

    [Theory]
    [InlineData("", """{"error":{"message":"m","type":"server_error","code":null}}""", 500)]
    [InlineData("error", """{"error":{"message":"m","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}""", 400)]
    [InlineData("", """{"error":{"code":502,"message":"m"},"choices":[{"delta":{},"finish_reason":"error","index":0}]}""", 502)]
    [InlineData("error", """{"type":"error","error":{"type":"overloaded_error","message":"m"}}""", 529)]
    [InlineData("", """{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}""", 503)]
    [InlineData("error", """{"message":"m"}""", 502)]
    [InlineData("", """{"error":"m"}""", 502)]
    public void An_error_event_is_an_error_in_every_format(string name, string data, int status)
    {
        foreach (var dialect in BuiltInDialects.All)
        {
            var reader = dialect.NewStreamReader();
            Assert.Equal(EventMarks.Error, reader.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data)));
            Assert.Equal(status, reader.Failure!.Status);
            Assert.Equal("m", reader.Failure.Message);
            Assert.False(reader.Complete);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"abc")]
    [InlineData("{}{}")]
    [InlineData("[DONE")]
    [InlineData("\u0000")]
    public void An_event_that_is_no_JSON_is_malformed_in_every_format(string data)
    {
        foreach (var dialect in BuiltInDialects.All)
        {
            Assert.Equal(EventMarks.Malformed, dialect.NewStreamReader().Read(default, Encoding.UTF8.GetBytes(data)));
        }
    }

    [Theory]
    [InlineData("""{"type":"brand_new_event","x":[1,2]}""")]
    [InlineData("""{"type":"response.brand_new","x":{}}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"choices":null,"candidates":5,"content":7,"delta":[],"type":3}""")]
    [InlineData("""{"type":"content_block_delta","delta":null,"index":"x"}""")]
    public void An_event_of_unknown_kind_is_never_fatal(string data)
    {
        foreach (var dialect in BuiltInDialects.All)
        {
            var reader = dialect.NewStreamReader();
            var marks = reader.Read(default, Encoding.UTF8.GetBytes(data));
            Assert.Equal(EventMarks.None, marks & (EventMarks.Malformed | EventMarks.Error | EventMarks.End));
            Assert.False(reader.Complete);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"choices\":[")]
    [InlineData("<html></html>")]
    public void An_empty_or_broken_answer_is_not_well_formed(string body)
    {
        foreach (var dialect in BuiltInDialects.All)
        {
            Assert.False(dialect.ReadAnswer(Encoding.UTF8.GetBytes(body)).WellFormed);
        }
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", 400)]
    [InlineData("""{"error":{"message":"This model's maximum context length is 200000 tokens. However, your messages resulted in 210000 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", 400)]
    [InlineData("""{"error":{"code":400,"message":"The input token count (210000) exceeds the maximum number of tokens allowed (200000).","status":"INVALID_ARGUMENT"}}""", 400)]
    public void Every_vendors_overflow_is_said_again_as_the_callers_own(string body, int status)
    {
        var failure = UpstreamErrors.Read(Encoding.UTF8.GetBytes(body), status);
        Assert.Equal("context_length_exceeded", failure.Code);
        var error = new WireError(failure.Status, failure.Code!, failure.Message, "e");
        Assert.Contains("prompt is too long: 210000 tokens > 200000 maximum", Encoding.UTF8.GetString(BuiltInDialects.Of(WireFormat.AnthropicMessages).WriteError(error)), StringComparison.Ordinal);
        Assert.Contains("input token count (210000) exceeds", Encoding.UTF8.GetString(BuiltInDialects.Of(WireFormat.Gemini).WriteError(error)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>502</html>", 502, null)]
    [InlineData("", 503, null)]
    [InlineData("""{"error":{"message":"busy","type":"rate_limit_error"}}""", 429, "rate_limit_error")]
    public void The_status_of_an_error_is_kept_and_its_code_read_where_there_is_one(string body, int status, string? code)
    {
        var failure = UpstreamErrors.Read(Encoding.UTF8.GetBytes(body), status);
        Assert.Equal((status, code), (failure.Status, failure.Code));
        Assert.NotEmpty(failure.Message);
    }
}
