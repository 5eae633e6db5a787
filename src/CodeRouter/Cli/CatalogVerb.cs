using System.CommandLine;
using System.Globalization;
using CodeRouter.Core.Models;

namespace CodeRouter.Cli;

/// <summary><c>coderouter catalog update FILE</c></summary>
public static class CatalogVerb
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "A models.dev or LiteLLM price table (JSON)" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var update = new Command("update", "Take newer prices and models from a table; they win over the shipped ones") { file, data, json };
        update.SetAction(parsed => CatalogCommand.Update(
            parsed.GetValue(file)!, Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), parsed.GetValue(json), Console.Out, Console.Error, DateOnly.FromDateTime(DateTime.UtcNow)));
        return new Command("catalog", "Prices and models") { update };
    }

    /// <summary>The date of the prices; null when unknown.</summary>
    public static string? DateText(this Catalog catalog) => catalog.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
