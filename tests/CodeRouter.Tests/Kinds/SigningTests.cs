using CodeRouter.Upstreams.Kinds;
using Xunit;

namespace CodeRouter.Tests.Kinds;

/// <summary>Signatures that Amazon published for these very requests.</summary>
public sealed class SigningTests
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly DateTimeOffset At = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly AwsKeys Keys = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);

    [Theory]
    [InlineData("GET", "https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "https://example.amazonaws.com/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void A_published_request_gets_its_published_signature(string method, string address, string signature)
    {
        string said = AwsSigner.Authorization(method, new Uri(address), [new("Host", "example.amazonaws.com"), new("X-Amz-Date", "20150830T123600Z")], EmptyHash, Keys, "us-east-1", "service", At);

        Assert.Equal($"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}", said);
    }

    [Fact]
    public void The_users_list_of_the_documentation_is_signed_as_printed_there()
    {
        string said = AwsSigner.Authorization("GET", new Uri("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
            [new("content-type", "application/x-www-form-urlencoded; charset=utf-8"), new("host", "iam.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], EmptyHash, Keys, "us-east-1", "iam", At);

        Assert.EndsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_with_replaced_spans_hashes_like_the_body_that_is_sent()
    {
        byte[] body = "{\"model\":\"a\",\"x\":1}"u8.ToArray();
        var edit = new CodeRouter.Upstreams.BodyEdit(new CodeRouter.Core.Conversations.Slice(9, 3), "\"bcd\""u8.ToArray());
        Assert.Equal(AwsSigner.Hash("{\"model\":\"bcd\",\"x\":1}"u8.ToArray(), []), AwsSigner.Hash(body, [edit]));
    }

    [Fact]
    public void Keys_never_show_in_a_log() => Assert.Equal("•••", Keys.ToString());
}
