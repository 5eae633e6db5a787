using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Core.Models.Import;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary>
/// <c>coderouter catalog update FILE</c>: newer prices and models from a table of models.dev or LiteLLM, into the data folder,
/// where they win over the shipped ones. The file is written whole or not at all.
/// </summary>
public static partial class CatalogCommand
{
    private const long MaxTable = 64 << 20;

    /// <summary>Exit 0 when written, 1 when the data folder refuses, 2 when the table is none. <paramref name="today"/> dates a table whose name does not.</summary>
    public static int Update(string file, string dataFolder, bool json, TextWriter output, TextWriter errors, DateOnly today)
    {
        byte[] table;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxTable })
            {
                errors.WriteLine($"{file} is too long for a price table. Remedy: name the JSON table of models.dev or LiteLLM");
                return 2;
            }

            table = File.ReadAllBytes(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.WriteLine($"{file} cannot be read: {refused.Message} Remedy: check the path");
            return 2;
        }

        var before = ShippedCatalog.Load(dataFolder, out _);
        var builder = new CatalogBuilder(ImportRules.Read(ShippedCatalog.Resource("providers"))).From(before);
        var date = DateIn(file) ?? today;
        if (before.Date is { } known && date < known)
        {
            errors.WriteLine($"the table is of {Text(date)}, the catalog in force of {Text(known)}. Remedy: take a newer table; a date in the file's name counts");
            return 2;
        }

        int used;
        try
        {
            used = builder.Replace(table, date);
        }
        catch (JsonException broken)
        {
            errors.WriteLine($"{file} is not JSON (line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}). Remedy: name the JSON table of models.dev or LiteLLM");
            return 2;
        }

        if (used == 0)
        {
            errors.WriteLine($"{file} is neither a table of models.dev nor of LiteLLM. Remedy: download https://models.dev/api.json and name that file");
            return 2;
        }

        return Write(builder, before, used, dataFolder, json, output, errors);
    }

    private static int Write(CatalogBuilder builder, Catalog before, int used, string dataFolder, bool json, TextWriter output, TextWriter errors)
    {
        var bytes = builder.Build();
        var after = Catalog.Read(bytes);
        var path = Path.Combine(dataFolder, ShippedCatalog.UpdatedFile);
        try
        {
            PrivateFolder.Create(dataFolder);
            var fresh = $"{path}.{Environment.ProcessId}.new";
            File.WriteAllBytes(fresh, bytes);
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{path} cannot be written: {refused.Message} Remedy: check the data folder's permissions, or name another with --data");
            return 1;
        }

        var changed = ChangedPrices(before, after);
        output.WriteLine(json
            ? $$"""{"models":{{after.Count}},"added":{{after.Count - before.Count}},"prices_changed":{{changed}},"used":{{used}},"date":"{{Text(after.Date!.Value)}}"}"""
            : $"{after.Count} models ({after.Count - before.Count} new, {changed} prices changed), prices of {Text(after.Date!.Value)}: {path}");
        return 0;
    }

    private static int ChangedPrices(Catalog before, Catalog after) =>
        before.Providers.SelectMany(provider => before.OfProvider(provider.Id))
            .Count(old => after.Find(old.Id, old.Provider) is { } now && (now.Price.Input, now.Price.Output) != (old.Price.Input, old.Price.Output));

    private static DateOnly? DateIn(string file) =>
        DatePattern().Match(Path.GetFileName(file)) is { Success: true } match
            && DateOnly.TryParseExact(match.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DatePattern();
}
