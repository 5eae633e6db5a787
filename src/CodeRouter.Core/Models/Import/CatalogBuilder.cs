using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>
/// Joins price tables into the compact catalog. The first table is the base, <see cref="Fill"/> completes it,
/// <see cref="Replace"/> lets a newer table speak over it. Pure: bytes in, bytes out.
/// </summary>
public sealed class CatalogBuilder
{
    private readonly ImportRules _rules;
    private readonly List<string> _sources = [];
    private readonly Dictionary<(string Provider, string Id), ImportedModel> _models = [];

    public CatalogBuilder(ImportRules rules) => _rules = rules;

    public int Count => _models.Count;

    /// <summary>Starts from an existing catalog, so that a table which knows less loses nothing.</summary>
    public CatalogBuilder From(Catalog catalog)
    {
        foreach (var source in catalog.Sources)
        {
            Source(source.Name, source.Date);
        }

        foreach (var model in _rules.All.SelectMany(rule => catalog.OfProvider(rule.Provider)))
        {
            _models[(model.Provider, model.Id)] = new ImportedModel
            {
                Provider = model.Provider,
                Id = model.Id,
                Title = model.Title,
                Family = model.Family,
                Released = model.Released?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Window = model.ContextWindow,
                Output = model.MaxOutput,
                Can = model.Capabilities,
                Open = model.OpenWeights,
                Old = model.Deprecated,
                Embedding = model.Embedding,
                Price = model.Price,
                Source = Math.Max(0, _sources.IndexOf(Label(model.Price.Source ?? "", model.Price.AsOf))),
            };
        }

        return this;
    }

    /// <summary>Completes what is known and adds models that are not. Returns how many models of the table were used; 0 for an unknown table.</summary>
    public int Fill(ReadOnlyMemory<byte> table, DateOnly? date) => Add(table, date, replace: false);

    /// <summary>A newer table: what it knows replaces what was known.</summary>
    public int Replace(ReadOnlyMemory<byte> table, DateOnly? date) => Add(table, date, replace: true);

    /// <summary>The compact catalog, one model a line, in the order of the providers, then by id: a diff shows what changed.</summary>
    public byte[] Build()
    {
        var order = _rules.All.Select((rule, index) => (rule.Provider, index)).ToDictionary(pair => pair.Provider, pair => pair.index, StringComparer.Ordinal);
        return CatalogWriter.Write(_sources, _models.Values
            .OrderBy(model => order.GetValueOrDefault(model.Provider, int.MaxValue))
            .ThenBy(model => model.Id, StringComparer.Ordinal));
    }

    private int Add(ReadOnlyMemory<byte> table, DateOnly? date, bool replace)
    {
        using var document = JsonDocument.Parse(table);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return 0;
        }

        var modelsDev = ModelsDevTable.Recognises(root);
        if (!modelsDev && !LiteLlmTable.Recognises(root))
        {
            return 0;
        }

        var source = Source(modelsDev ? "models.dev" : "LiteLLM", date);
        var used = 0;
        foreach (var model in modelsDev ? ModelsDevTable.Read(root, _rules, source) : LiteLlmTable.Read(root, _rules, source))
        {
            used += Join(model, replace, mayAdd: modelsDev || !_rules.All.Any(rule => rule.FillOnly && rule.Provider == model.Provider)) ? 1 : 0;
        }

        return used;
    }

    private bool Join(ImportedModel model, bool replace, bool mayAdd)
    {
        if (!_models.TryGetValue((model.Provider, model.Id), out var known))
        {
            if (!mayAdd)
            {
                return false;
            }

            _models[(model.Provider, model.Id)] = model;
        }
        else if (replace)
        {
            known.ReplaceFrom(model);
        }
        else
        {
            known.FillFrom(model);
        }

        return true;
    }

    private int Source(string name, DateOnly? date)
    {
        var label = Label(name, date);
        var index = _sources.IndexOf(label);
        if (index < 0)
        {
            _sources.Add(label);
            index = _sources.Count - 1;
        }

        return index;
    }

    private static string Label(string name, DateOnly? date) =>
        date is { } day ? $"{name} {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : name;
}
