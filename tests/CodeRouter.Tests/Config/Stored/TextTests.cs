using CodeRouter.Config;
using CodeRouter.Config.Stored;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Tests.Config.Stored;

public sealed class TextTests
{
    [Fact]
    public void A_configuration_written_as_yaml_reads_as_the_same_and_shows_no_credential()
    {
        const string text = """
            version: v0.1
            name: "quoted: yes"
            empty: {}
            none: []
            deep: {list: [1, two, "3", {a: b}], "odd key": ~}
            channels:
              - {name: a, access_key: sk-secret, headers: {x-api-key: also-secret, x-plain: shown}}
              - {name: b, access_key: "${KEY}"}
            """;
        var root = ConfigDocument.Parse(text).Root!;
        string yaml = NodeText.ToYaml(root);
        var again = ConfigDocument.Parse(yaml);

        Assert.Empty(again.Problems);
        Assert.Equal(NodeText.ToJson(root)!.ToJsonString(), NodeText.ToJson(again.Root!)!.ToJsonString());
        Assert.DoesNotContain("secret", yaml, StringComparison.Ordinal);
        Assert.Contains("${KEY}", yaml, StringComparison.Ordinal);
        Assert.Contains("shown", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_two_texts_are_their_difference_holds_both() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte[] A, byte[] B)>(), texts =>
        {
            string Text(byte[]? lines) => string.Join('\n', (lines ?? []).Select(static l => "line " + (l % 5)));
            var (a, b) = (Text(texts.A), Text(texts.B));
            var diff = TextDiff.Of(a, b);
            return string.Join('\n', diff.Where(static l => l.Kind != DiffKind.Added).Select(static l => l.Text)) == a
                && string.Join('\n', diff.Where(static l => l.Kind != DiffKind.Removed).Select(static l => l.Text)) == b;
        }).QuickCheckThrowOnFailure();
}
