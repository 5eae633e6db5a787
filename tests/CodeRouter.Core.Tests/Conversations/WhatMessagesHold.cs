using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Conversations;

/// <summary>The scan notes which kinds of things the messages hold, so that nobody searches the bytes for them again.</summary>
public sealed class WhatMessagesHold
{
    private static readonly string Picture = new('A', 40_000);

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "image_url", true)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"an \"image\" and an image_url here"}]}]}""", "image_url", false)]
    [InlineData("""{"messages":[{"role":"user","content":"image_url"}]}""", "image_url", false)]
    [InlineData("""{"messages":[{"role":"user","content":[["image_url"]]}]}""", "image_url", false)]
    [InlineData("""{"metadata":{"image_url":1},"messages":[]}""", "image_url", false)]
    [InlineData("""{"contents":{"parts":[{"inlineData":{}}]}}""", "inlineData", true)]
    [InlineData("""{"input":[{"type":"message","content":[{"type":"input_\u0069mage"}]}]}""", "input_image", true)]
    [InlineData("""[{"messages":[{"type":"image"}]}]""", "image", false)]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"exit_plan_mode","arguments":"{}"}}]}]}""", "exit_plan_mode", true)]
    public void Is_told_by_names_and_types_and_not_by_what_texts_say(string json, string word, bool holds) =>
        Assert.Equal(holds, JsonScanner.Scan(Encoding.UTF8.GetBytes(json)).MayHold(Encoding.UTF8.GetBytes(word)));

    [Fact]
    public void Never_denies_a_name_or_a_type_that_stands_there() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(JsonTexts.Object(4).ToArbitrary(), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes("{\"messages\":[" + text + ",{\"type\":\"last\"}]}");
            var scan = JsonScanner.Scan(bytes);
            using var document = JsonDocument.Parse(bytes);
            foreach (string word in Words(document.RootElement.GetProperty("messages")).Where(static w => Encoding.UTF8.GetByteCount(w) <= 32))
            {
                Assert.True(scan.MayHold(Encoding.UTF8.GetBytes(word)), word);
            }
        }));

    [Fact]
    public void Seldom_claims_a_word_that_stands_nowhere()
    {
        var seen = default(SeenWords);
        for (int i = 0; i < 60; i++)
        {
            seen.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"argument_{i * 7919}")));
        }

        Assert.InRange(Enumerable.Range(0, 2000).Count(i => seen.MayHold(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"member{i * 104729}")))), 20, 240);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,#"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"#","format":"wav"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,#"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"#"}}]}]}]}""")]
    [InlineData("""{"input":[{"type":"message","content":[{"type":"input_image","image_url":"data:image/png;base64,#"}]}]}""")]
    [InlineData("""{"input":[{"type":"image_generation_call","id":"ig_1","result":"#"}]}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"#"}}]}]}""")]
    [InlineData("""{"contents":{"parts":[{"inline_data":{"mime_type":"image/png","data":"#"}}]}}""")]
    public void A_picture_counts_as_one_in_every_format_and_not_as_text(string json) => Assert.InRange(Tokens(json), 1400, 1700);

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"#"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"data: base64 #"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"#"}]}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"#"}]}]}""")]
    [InlineData("""{"input":[{"type":"reasoning","encrypted_content":"#"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"write","arguments":"{\"data\":\"#\"}"}}]}]}""")]
    public void Texts_and_sealed_reasoning_count_as_they_are_long(string json) => Assert.InRange(Tokens(json), 10_000, 10_400);

    [Fact]
    public void Signs_outside_ascii_count_wherever_the_first_of_them_stands()
    {
        int plain = Tokens("""{"messages":[{"role":"user","content":"xxxxxxxxxxxxxxxxxxxxxxxx"}]}""");
        Assert.InRange(Tokens("""{"messages":[{"role":"user","content":"漢漢漢漢漢漢漢漢"}]}"""), plain + 1, plain + 4);
        Assert.InRange(Tokens("""{"messages":[{"role":"user","content":"漢xxxxxxxxxxxxxxxxxx漢"}]}"""), plain, plain + 2);
    }

    private static int Tokens(string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json.Replace("#", Picture, StringComparison.Ordinal));
        return InputEstimate.Tokens(JsonScanner.Scan(body), body);
    }

    private static IEnumerable<string> Words(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Words),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Words(m.Value).Append(m.Name).Concat(m.Name is "type" && m.Value.ValueKind == JsonValueKind.String ? [m.Value.GetString()!] : [])),
        _ => [],
    };
}
