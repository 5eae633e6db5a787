using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CodeRouter.Core.Conversations;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Conversations;

public sealed class ScanningAgreesWithTheFramework
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = JsonScanner.MaxDepth };

    private static Config Often => Config.QuickThrowOnFailure.WithMaxTest(3000);

    [Fact]
    public void Every_generated_text_is_accepted() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Document.ToArbitrary(), text => JsonScanner.IsWellFormed(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void A_damaged_text_is_accepted_exactly_when_the_framework_accepts_it() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Mutated.ToArbitrary(), bytes => JsonScanner.IsWellFormed(bytes) == Parses(bytes) || !Utf8.IsValid(bytes)));

    // Long enough for several blocks of 64 bytes, with runs of backslashes over their edges and now and then something forbidden.
    private static Gen<byte[]> LongStrings =>
        from pieces in Gen.Frequency(
            (40, Gen.Elements("x", "source code ", "\\n", "\\\"", "\\\\", "\\t", "\\r", "\\/", "\\b", "\\f", "\\u00e9", "\\uD83D", "é", "漢")),
            (1, Gen.Elements("\\", "\"", "\n", "\u0001", "\\x", "\\u12", "\\u12g4", "\\\n", "\\\\\\")))
            .ArrayOf().Resize(120)
        from close in Gen.Elements("\"", "\"", "\"", "\"", "", "\\\"")
        from pad in Gen.Choose(0, 80)
        select Encoding.UTF8.GetBytes("[\"" + string.Concat(pieces) + close + new string(' ', pad) + "]");

    [Fact]
    public void A_long_string_full_of_escapes_is_accepted_exactly_when_the_framework_accepts_it() =>
        Check.One(Often, Prop.ForAll(LongStrings.ToArbitrary(), bytes => JsonScanner.IsWellFormed(bytes) == Parses(bytes)));

    [Fact]
    public void Four_digits_of_an_escape_are_hexadecimal_and_nothing_else()
    {
        for (int place = 0; place < 4; place++)
        {
            for (int b = 0; b < 256; b++)
            {
                byte[] text = Encoding.UTF8.GetBytes("\"\\u00e9 source code, long enough for a block of sixty-four bytes to be judged\"");
                text[3 + place] = (byte)b;
                Assert.Equal(b < 128 && char.IsAsciiHexDigit((char)b), JsonScanner.IsWellFormed(text));
            }
        }
    }

    [Fact]
    public void The_scan_says_whether_the_outermost_value_is_an_object() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Mutated.ToArbitrary(), bytes =>
        {
            var problem = JsonScanner.Scan(bytes).Problem;
            return !Utf8.IsValid(bytes) ? problem == ScanProblem.InvalidUtf8
                : !Parses(bytes) ? problem == ScanProblem.Malformed
                : problem == (Encoding.UTF8.GetString(bytes).TrimStart()[0] == '{' ? ScanProblem.None : ScanProblem.NotAnObject);
        }));

    [Fact]
    public void Members_and_messages_are_where_the_framework_finds_them() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Object(4).ToArbitrary(), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            var scan = JsonScanner.Scan(bytes);
            using var document = JsonDocument.Parse(bytes, Deep);
            var members = document.RootElement.EnumerateObject().ToList();
            Assert.Equal(members.Count, scan.Members.Count);
            List<string>? messages = null;
            for (int i = 0; i < members.Count; i++)
            {
                Assert.Equal(members[i].Name, JsonText.Decode(Cut(bytes, scan.Members[i].Name)));
                Assert.Equal(members[i].Value.GetRawText(), Encoding.UTF8.GetString(Cut(bytes, scan.Members[i].Value)));
                if (members[i].Name is "messages" or "input" or "contents")
                {
                    messages = members[i].Value.ValueKind switch
                    {
                        JsonValueKind.Array => [.. members[i].Value.EnumerateArray().Select(e => e.GetRawText())],
                        JsonValueKind.String or JsonValueKind.Object => [members[i].Value.GetRawText()],
                        _ => messages,
                    };
                }
            }

            Assert.Equal(messages ?? [], scan.Messages.Select(m => Encoding.UTF8.GetString(Cut(bytes, m))), StringComparer.Ordinal);
            Assert.Equal(text.TrimEnd().Length, Encoding.UTF8.GetString(bytes, 0, scan.ObjectEnd).Length);
        }));

    [Fact]
    public void Walking_a_value_visits_what_the_framework_visits() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Document.ToArbitrary(), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            using var document = JsonDocument.Parse(bytes, Deep);
            SameTree(document.RootElement, JsonSpan.Of(bytes));
        }));

    [Fact]
    public void Going_by_an_index_visits_the_same_though_it_is_written_over_for_each_text()
    {
        var index = new JsonIndex();
        Check.One(Often, Prop.ForAll(JsonTexts.Document.ToArbitrary(), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.Trim());
            using var document = JsonDocument.Parse(bytes, Deep);
            Assert.True(index.TryRead(bytes, out var root));
            SameTree(document.RootElement, root);
        }));
        Check.One(Often, Prop.ForAll(JsonTexts.Mutated.ToArbitrary(), bytes => index.TryRead(bytes, out _) == JsonScanner.IsWellFormed(bytes)));
    }

    [Fact]
    public void A_text_of_more_values_than_an_index_holds_is_walked()
    {
        string text = "{\"a\":[" + string.Join(',', Enumerable.Repeat("{\"b\":[1]}", 30_000)) + "],\"c\":2}";
        Assert.True(new JsonIndex().TryRead(Encoding.UTF8.GetBytes(text), out var root));
        Assert.Equal(90_003, Visit(root));
        Assert.Equal(2, root["c"u8].Int());
    }

    [Fact]
    public void Walking_a_damaged_text_always_ends() =>
        Check.One(Often, Prop.ForAll(JsonTexts.Mutated.ToArbitrary(), bytes => Visit(JsonSpan.Of(bytes)) >= 0));

    [Theory]
    [InlineData("{\"model\":\"a\",\"model\":\"b\"}", "model", 2, "\"b\"")]
    [InlineData("{\"mod\\u0065l\":\"a\"}", "model", 1, "\"a\"")]
    [InlineData("{\"Model\":\"a\"}", "model", 0, "")]
    public void The_last_of_equal_names_wins_and_escaped_names_are_equal(string json, string name, int count, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var scan = JsonScanner.Scan(bytes);
        Assert.Equal(count, scan.Count(bytes, Encoding.UTF8.GetBytes(name)));
        Assert.Equal(value, Encoding.UTF8.GetString(Cut(bytes, scan.Find(bytes, Encoding.UTF8.GetBytes(name)))));
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_too_deep()
    {
        string at = new string('[', JsonScanner.MaxDepth - 1) + new string(']', JsonScanner.MaxDepth - 1);
        Assert.Equal(ScanProblem.None, JsonScanner.Scan(Encoding.UTF8.GetBytes("{\"a\":" + at + "}")).Problem);
        Assert.Equal(ScanProblem.TooDeep, JsonScanner.Scan(Encoding.UTF8.GetBytes("{\"a\":[" + at + "]}")).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{\"a\":1}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("\"\\ud83\"")]
    [InlineData("\"\u0000\"")]
    public void What_is_no_JSON_is_malformed(string text)
    {
        Assert.False(JsonScanner.IsWellFormed(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(ScanProblem.Malformed, JsonScanner.Scan(Encoding.UTF8.GetBytes(text)).Problem);
    }

    private static ReadOnlySpan<byte> Cut(byte[] bytes, Slice slice) => bytes.AsSpan(slice.Start, slice.Length);

    private static bool Parses(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Deep);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Visit(JsonSpan value)
    {
        int visited = 1;
        var members = value.Members;
        while (members.MoveNext())
        {
            _ = members.Value.Text();
            visited += Visit(members.Value);
        }

        foreach (var element in value.Elements)
        {
            visited += Visit(element);
        }

        return visited;
    }

    private static void SameTree(JsonElement expected, JsonSpan found)
    {
        Assert.Equal(expected.GetRawText(), Encoding.UTF8.GetString(found.Raw));
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var members = found.Members;
                foreach (var member in expected.EnumerateObject())
                {
                    Assert.True(members.MoveNext());
                    Assert.True(members.Is(Encoding.UTF8.GetBytes(member.Name)));
                    SameTree(member.Value, members.Value);
                }

                Assert.False(members.MoveNext());
                break;
            case JsonValueKind.Array:
                var elements = found.Elements;
                foreach (var element in expected.EnumerateArray())
                {
                    Assert.True(elements.MoveNext());
                    SameTree(element, elements.Current);
                }

                Assert.False(elements.MoveNext());
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), found.Text());
                Assert.Equal(expected.GetString()!.Length, JsonText.CountChars(found.Inner));
                break;
        }
    }
}
