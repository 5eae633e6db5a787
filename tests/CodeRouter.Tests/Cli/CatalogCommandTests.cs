using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Cli;

public sealed class CatalogCommandTests : IDisposable
{
    private const string Table = """
        {"claude-opus-4-8":{"litellm_provider":"anthropic","mode":"chat","max_input_tokens":1000000,"input_cost_per_token":4e-06,"output_cost_per_token":2e-05},
         "claude-opus-9":{"litellm_provider":"anthropic","mode":"chat","max_input_tokens":2000000,"input_cost_per_token":7e-06,"output_cost_per_token":3e-05,"supports_function_calling":true}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("coderouter-catalog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Exit, string Output, string Errors) Update(string name, string text, bool json = false)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exit = CatalogCommand.Update(file, Path.Combine(_folder, "data"), json, output, errors, new DateOnly(2026, 11, 20));
        return (exit, output.ToString(), errors.ToString());
    }

    [Fact]
    public void A_newer_table_brings_prices_and_models_and_keeps_the_rest()
    {
        var (exit, output, _) = Update("litellm_2026-11-01.json", Table);
        var catalog = ShippedCatalog.Load(Path.Combine(_folder, "data"), out _);

        Assert.Equal(0, exit);
        Assert.Contains("1 new, 1 prices changed), prices of 2026-11-01", output, StringComparison.Ordinal);
        Assert.Equal((4m, 20m), (catalog.Find("claude-opus-4.8")!.Price.Input!.Value, catalog.Find("claude-opus-4.8")!.Price.Output!.Value));
        Assert.Equal(7m, catalog.Find("claude-opus-9")!.Price.Input);
        Assert.Equal(new DateOnly(2026, 11, 1), catalog.Find("claude-opus-9")!.Price.AsOf);
        Assert.Equal(0.25m, catalog.Find("gpt-5-mini")!.Price.Input);
    }

    [Fact]
    public void A_table_without_a_date_in_its_name_is_of_today()
    {
        using var json = JsonDocument.Parse(Update("table.json", Table, json: true).Output);

        Assert.Equal("2026-11-20", json.RootElement.GetProperty("date").GetString());
    }

    [Theory]
    [InlineData("t_2026-11-01.json", "{}", "neither a table")]
    [InlineData("t_2026-11-01.json", "not json", "is not JSON")]
    [InlineData("t_2020-01-01.json", Table, "newer table")]
    public void What_cannot_be_used_is_refused_and_changes_nothing(string name, string text, string says)
    {
        var (exit, output, errors) = Update(name, text);

        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")));
    }
}
