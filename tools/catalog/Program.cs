using System.Globalization;
using System.Text.RegularExpressions;
using CodeRouter.Core.Models.Import;

// Makes catalog/models.json from public price tables: the first is the base, the others fill it.
// dotnet run --project tools/catalog -- catalog TABLE_YYYY-MM-DD.json [TABLE_YYYY-MM-DD.json …]
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: catalog FOLDER TABLE.json [TABLE.json …]   (FOLDER holds providers.json and receives models.json)");
    return 2;
}

var builder = new CatalogBuilder(ImportRules.Read(File.ReadAllBytes(Path.Combine(args[0], "providers.json"))));
foreach (var table in args[1..])
{
    var date = Regex.Match(Path.GetFileName(table), @"\d{4}-\d{2}-\d{2}", RegexOptions.None, TimeSpan.FromSeconds(1));
    DateOnly? asOf = date.Success ? DateOnly.ParseExact(date.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    var used = builder.Fill(File.ReadAllBytes(table), asOf);
    Console.Error.WriteLine($"{Path.GetFileName(table)}: {used} models used");
}

var catalog = builder.Build();
File.WriteAllBytes(Path.Combine(args[0], "models.json"), catalog);
Console.Error.WriteLine($"models.json: {builder.Count} models, {catalog.Length / 1024} KB");
return 0;
