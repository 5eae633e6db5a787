using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Conversations;

public sealed class LongTextsAreShortened
{
    [Fact]
    public void Head_and_tail_stay_and_the_full_length_is_told()
    {
        string text = new string('h', 50) + new string('x', 1000) + new string('t', 60);
        var (clipped, full) = JsonText.Clip(Encoding.UTF8.GetBytes(text), new ReadLimits(50, 60));
        Assert.Equal(text.Length, full);
        Assert.StartsWith(text[..50] + "\n[... 1000 characters left out ...]\n", clipped, StringComparison.Ordinal);
        Assert.EndsWith(text[^60..], clipped, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_never_goes_through_an_escape_or_a_character()
    {
        var piece = Gen.Elements("a", "é", "漢", "😀", "\n", "\"", "\\", "\u0001", "\u2028");
        var gen = from n in Gen.Choose(0, 60) from pieces in piece.ArrayOf(n) from head in Gen.Choose(0, 12) from tail in Gen.Choose(0, 12) from ascii in Gen.Elements(true, false)
                  select (Text: string.Concat(pieces), Head: head, Tail: tail, Ascii: ascii);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var options = c.Ascii ? null : new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            byte[] written = JsonSerializer.SerializeToUtf8Bytes(c.Text, options);
            var (clipped, full) = JsonText.Clip(written.AsSpan(1, written.Length - 2), new ReadLimits(c.Head, c.Tail));
            Assert.Equal(c.Text.Length, full);
            if (full <= c.Head + c.Tail)
            {
                Assert.Equal(c.Text, clipped);
                return;
            }

            int mark = clipped.IndexOf("\n[... ", StringComparison.Ordinal);
            Assert.True(mark >= 0, clipped);
            string head = clipped[..mark];
            string tail = clipped[(clipped.IndexOf("left out ...]\n", StringComparison.Ordinal) + "left out ...]\n".Length)..];

            // Between the halves of a written-out surrogate pair a cut is legal; what remains of the pair is a mark of its own.
            Assert.StartsWith(head.TrimEnd('\uFFFD'), c.Text, StringComparison.Ordinal);
            Assert.EndsWith(tail.TrimStart('\uFFFD'), c.Text, StringComparison.Ordinal);
            Assert.InRange(tail.Length, 0, c.Tail + 1);
        }));
    }

    [Fact]
    public void The_head_of_a_text_is_its_first_characters_however_they_are_written()
    {
        var piece = Gen.Elements("a", "é", "漢", "😀", "\n", "\"", "\\", "\\ud83d", "\u0001", "\u2028");
        var gen = from n in Gen.Choose(0, 60) from pieces in piece.ArrayOf(n) from head in Gen.Choose(0, 40) from ascii in Gen.Elements(true, false)
                  select (Text: string.Concat(pieces), Head: head, Ascii: ascii);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var options = c.Ascii ? null : new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            byte[] written = JsonSerializer.SerializeToUtf8Bytes(c.Text, options);
            Assert.Equal(c.Text[..Math.Min(c.Text.Length, c.Head)], JsonText.Head(written.AsSpan(1, written.Length - 2), c.Head));
        }));
    }

    [Theory]
    [InlineData("\\ud83d", "\uFFFD")]
    [InlineData("\\ude00x", "\uFFFDx")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD😀")]
    public void Half_a_surrogate_pair_is_replaced_and_never_throws(string inner, string expected) =>
        Assert.Equal(expected, JsonText.Decode(Encoding.UTF8.GetBytes(inner)));
}
