using System.Text;
using CodeRouter.Config;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class HostileYamlTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("# only a comment", "empty")]
    [InlineData("null", "empty")]
    [InlineData("just words", "not a map")]
    [InlineData("- a\n- b", "not a map")]
    [InlineData("providers:\n\tmodels: []", "not valid YAML")]
    [InlineData("a: [1, 2", "not valid YAML")]
    [InlineData("a: 'open", "not valid YAML")]
    [InlineData("a: *nowhere", "names no anchor")]
    [InlineData("name: x\nname: y", "stands twice")]
    [InlineData("? [a, b]\n: c", "where a key should")]
    [InlineData("a: &x [*x]", "names no anchor")]
    [InlineData("\0", "empty")]
    public void What_is_no_configuration_is_said_plainly(string yaml, string says)
    {
        var compiled = ConfigFiles.Compile(yaml);

        Assert.Null(compiled.Settings);
        var error = compiled.Errors.First();
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        Assert.True(error.Line >= 1);
    }

    [Theory]
    [InlineData("storage: {sqlite: \"C:\\Users\\bob\\coderouter.db\"}")]
    [InlineData("storage:\n  sqlite: \"D:\\coderouter.db\"")]
    public void A_windows_path_in_double_quotes_is_told_how_to_be_written(string yaml) =>
        Assert.Contains("single quotes", ConfigFiles.Compile(yaml).Errors.Single().Remedy, StringComparison.Ordinal);

    [Fact]
    public void Anchors_that_multiply_are_stopped_before_they_unfold()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            yaml.Append("a").Append(i).Append(": &a").Append(i).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }

        Assert.Contains(ConfigFiles.Compile(yaml.ToString()).Errors, error => error.Message.Contains("unfolds to more", StringComparison.Ordinal));
    }

    [Fact]
    public void Nesting_without_end_is_stopped()
    {
        Assert.Contains(ConfigFiles.Compile("a: " + new string('[', 100_000)).Errors, error => error.Message.Contains("nested deeper", StringComparison.Ordinal));
        Assert.Contains(ConfigFiles.Compile(string.Concat(Enumerable.Range(0, 300).Select(i => new string(' ', i) + "a:\n"))).Errors, error => error.Message.Contains("nested deeper", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_beyond_all_measure_is_refused_unread() =>
        Assert.Contains("characters", ConfigFiles.Compile(new string('a', ConfigDocument.MaxCharacters + 1)).Errors.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void A_thousand_unknown_keys_do_not_drown_the_reader()
    {
        var compiled = ConfigFiles.Compile(string.Concat(Enumerable.Range(0, 1000).Select(i => $"zz{i}: 1\n")));

        Assert.InRange(compiled.Problems.Count, 100, 300);
    }

    [Fact]
    public void Merged_and_repeated_parts_work_as_people_write_them()
    {
        var settings = ConfigFiles.Load("""
            providers:
              models:
                - &base {name: a, tier: cheap, endpoints: [{endpoint: "127.0.0.1:1"}]}
                - {<<: *base, name: b}
            """);

        Assert.Equal([("a", "Cheap"), ("b", "Cheap")], settings.Policy.Models.Select(model => (model.Name, model.Tier.ToString())));
    }

    /// <summary>Whatever is done to a good file: no exception, and every problem has a place and a remedy.</summary>
    [Fact]
    public void Random_damage_never_crashes_and_every_problem_has_its_remedy()
    {
        string[] sources = [ConfigFiles.Full, ConfigFiles.Sample];
        string[] inserts = ["\t", "{", "}", "[", "]", ":", "- ", "&a ", "*a", "!!int ", "\"", "'", "|\n", ">", "%", "@", "\0", "null", "~", "-1", "1e999", "${", "${X}", "<<: ", "\n", "\r", "é", "\ud800", "true", ", ", "#"];
        var damage = Gen.Choose(0, int.MaxValue).ArrayOf(8).ToArbitrary();
        Prop.ForAll(damage, numbers =>
        {
            var text = new StringBuilder(sources[numbers.Length > 0 ? numbers[0] % sources.Length : 0]);
            foreach (var number in numbers.Skip(1))
            {
                var at = number % text.Length;
                switch (number % 5)
                {
                    case 0: text.Remove(at, Math.Min(number % 40, text.Length - at)); break;
                    case 1: text.Insert(at, text.ToString(at, Math.Min(number % 60, text.Length - at))); break;
                    case 2: text[at] = (char)(number % 128); break;
                    default: text.Insert(at, inserts[number % inserts.Length]); break;
                }
            }

            var compiled = ConfigFiles.Compile(text.ToString());
            return compiled.Problems.All(problem => problem.Remedy.Length > 0 && problem.Message.Length > 0 && problem.Line >= 1)
                && compiled.Settings is null == compiled.Errors.Any();
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400));
    }
}
