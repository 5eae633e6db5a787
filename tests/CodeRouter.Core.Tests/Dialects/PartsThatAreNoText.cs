using System.Text;
using CodeRouter.Core.Dialects;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class PartsThatAreNoText
{
    private static readonly PartMarkers Marks = new([.. "_url\""u8], [.. "\"image\""u8], [.. "\"file\""u8]);

    [Theory]
    [InlineData("""[{"type":"image_url","image_url":{}}]""", true)]
    [InlineData("""[{"type":"text","text":"an \"image\" and a \"file\" and an image_url here"}]""", false)]
    [InlineData("""[{"type":"file"}]""", true)]
    [InlineData("", false)]
    [InlineData("\"", false)]
    public void Are_found_by_their_names_and_not_by_what_texts_say(string json, bool any) => Assert.Equal(any, Marks.Any(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Are_found_wherever_they_stand()
    {
        var texts = from before in Gen.Elements("a", "l\"", "e\"", "file\"", "\"text\"", " ", "\\\"").ArrayOf() from mark in Gen.Elements("_url\"", "\"image\"", "\"file\"", "")
                    from after in Gen.Elements("a", "l\"", "\"").ArrayOf() select string.Concat(before) + mark + string.Concat(after);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(texts.ToArbitrary(), text =>
            Marks.Any(Encoding.UTF8.GetBytes(text)) == (text.Contains("_url\"", StringComparison.Ordinal) || text.Contains("\"image\"", StringComparison.Ordinal) || text.Contains("\"file\"", StringComparison.Ordinal))));
    }
}
