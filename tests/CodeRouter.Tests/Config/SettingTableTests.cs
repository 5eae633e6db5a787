using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class SettingTableTests
{
    private static readonly string[] Canonical =
    [
        """
        providers: {defaults: {default_model: m}, models: [{name: m, backend_refs: [{endpoint: "127.0.0.1:1"}]}]}
        routing:
          modelCards: [{name: m}]
          decisions: [{name: d, rules: {type: phase, name: plan}, modelRefs: [{model: m}], plugins: [{type: rag}]}]
        entrypoints: [{model_names: [auto]}]
        """,
        """
        guards:
          plugins: {mine: block}
          answers: {secrets: block, plugins: {mine: block}}
          groups: {a: {secrets: block, plugins: {mine: block}, answers: {pii: block, plugins: {mine: block}}}}
          ignore: [{types: [email]}]
          rules: [{name: r, when: {phrases: [x]}, allow: {regions: [eu]}}]
        """,
    ];

    private static HashSet<string> Asked(IEnumerable<string> files)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var scope = new CompileScope(_ => "value", ConfigFiles.Catalog);
            SettingsCompiler.Compile(ConfigDocument.Parse(file), scope);
            asked.UnionWith(scope.Asked);
        }

        return asked;
    }

    [Fact]
    public void The_compiler_asks_for_no_key_that_the_table_lacks() =>
        Assert.Equal("", string.Join(' ', Asked([ConfigFiles.Full, ConfigFiles.Sample, .. Canonical]).Where(path => !UnknownKeys.Knows(path))));

    [Fact]
    public void The_table_lists_no_key_that_the_compiler_never_asks_for()
    {
        var asked = Asked([ConfigFiles.Full, ConfigFiles.Sample, .. Canonical]);
        var below = asked.SelectMany(path => Enumerable.Range(1, path.Length).Select(length => path[..length])).ToHashSet(StringComparer.Ordinal);

        Assert.Equal("", string.Join(' ', SettingTable.All.Select(setting => setting.Path).Where(path => !below.Contains(path))));
    }

    [Fact]
    public void No_key_stands_twice() =>
        Assert.Empty(SettingTable.All.GroupBy(setting => setting.Path, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void The_pages_example_knows_every_word_it_uses() =>
        Assert.DoesNotContain(ConfigFiles.Compile(ConfigFiles.Full).Problems, problem => problem.Message.Contains("is not known", StringComparison.Ordinal));

    [Fact]
    public void Masking_hides_credentials_and_nothing_else()
    {
        var masked = ConfigDocument.Parse("channels:\n  - {name: a, access_key: \"sk-1\", base_url: x}\n  - {name: b, access_key: \"${KEY}\"}\nstorage: {postgres: Host=db;Password=p}\n").Masked();

        Assert.Equal("channels:\n  - {name: a, access_key: \"••••••••\", base_url: x}\n  - {name: b, access_key: \"${KEY}\"}\nstorage: {postgres: \"••••••••\"}\n", masked);
    }

    [Fact]
    public void A_text_that_does_not_parse_is_masked_by_its_lines() =>
        Assert.DoesNotContain("sk-1", ConfigDocument.Parse("channels: [\n  {name: a, access_key: sk-1, base_url: x\n").Masked(), StringComparison.Ordinal);

    [Fact]
    public void A_reference_that_needs_quotes_is_told_so() =>
        Assert.Contains("\"${NAME}\"", ConfigFiles.Compile("channels: [{name: a, access_key: ${KEY}}]").Errors.Single().Remedy, StringComparison.Ordinal);
}
