using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Core.Models;

/// <summary>A table that prices and limits were read from.</summary>
public sealed record CatalogSource(string Name, DateOnly? Date);

/// <summary>
/// What is publicly known of models and providers: prices, windows, capabilities, tiers, scores, addresses. Immutable.
/// Loading finds where each entry stands and parses none; an entry is parsed when it is asked for, because a start
/// needs a handful of the hundreds.
/// </summary>
public sealed class Catalog
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<Dictionary<string, List<int>>> _byCanonical;
    private readonly Lazy<CatalogRatings> _ratings;
    private readonly Lazy<IReadOnlyList<CatalogProvider>> _providers;
    private CatalogModel?[] _parsed = [];

    private Catalog(ReadOnlyMemory<byte> models, ReadOnlyMemory<byte> scores, ReadOnlyMemory<byte> providers)
    {
        _json = models;
        _ratings = new(() => CatalogRatings.Read(scores));
        _providers = new(() => CatalogProviders.Read(providers));
        _byCanonical = new(IndexCanonical);
    }

    public static Catalog Empty { get; } = new(default, default, default);

    /// <summary>The newest of the tables' dates; null for an empty catalog.</summary>
    public DateOnly? Date { get; private set; }

    public IReadOnlyList<CatalogSource> Sources { get; private set; } = [];

    public IReadOnlyList<CatalogProvider> Providers => _providers.Value;

    public int Count => _entries.Count;

    /// <summary>Reads the three files of the catalog; the last two may be empty. Malformed bytes throw <see cref="FormatException"/> or <see cref="JsonException"/>.</summary>
    public static Catalog Read(ReadOnlyMemory<byte> models, ReadOnlyMemory<byte> scores = default, ReadOnlyMemory<byte> providers = default)
    {
        var catalog = new Catalog(models, scores, providers);
        catalog.Index();
        return catalog;
    }

    /// <summary>
    /// The model of that name: exact id first, then <c>provider/id</c>, then any known spelling of it. The first provider of the
    /// file wins, vendors stand before resellers; with <paramref name="provider"/> only that one is looked at. Null when unknown.
    /// </summary>
    public CatalogModel? Find(string name, string? provider = null)
    {
        if (provider is not null)
        {
            return _byKey.TryGetValue($"{provider}/{name}", out var own) ? At(own) : FindSpelling(name, provider);
        }

        return _byId.TryGetValue(name, out var index) || _byKey.TryGetValue(name, out index) ? At(index) : FindSpelling(name, null);
    }

    /// <summary>Every model of one provider, in the order of the file.</summary>
    public IEnumerable<CatalogModel> OfProvider(string provider)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (string.Equals(_entries[i].Provider, provider, StringComparison.Ordinal))
            {
                yield return At(i);
            }
        }
    }

    public CatalogProvider? Provider(string id) => Providers.FirstOrDefault(provider => string.Equals(provider.Id, id, StringComparison.Ordinal));

    /// <summary>The provider whose address that is; null for hosts nobody listed.</summary>
    public CatalogProvider? ProviderOfHost(string host) =>
        Providers.FirstOrDefault(provider => provider.LocalPort is null
            && provider.Endpoints.Any(endpoint => string.Equals(endpoint.BaseUri.Host, host, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The model that has taken an older one's place; null when none has.</summary>
    public string? Successor(string name) => _ratings.Value.SuccessorOf(name);

    /// <summary>The tier that a price alone suggests; null when the price is unknown.</summary>
    public Tier? TierOf(Price price) => _ratings.Value.TierOf(price);

    /// <summary>Tier, quality and scores of a name's family, for models that the tables do not list.</summary>
    public CatalogModel? FamilyOf(string name) => _ratings.Value.FamilyOf(ModelNames.Canonical(name)) is { } family
        ? new CatalogModel { Provider = "", Id = name, Tier = family.Tier, Quality = family.Quality, Scores = family.Scores }
        : null;

    private CatalogModel? FindSpelling(string name, string? provider)
    {
        if (_entries.Count == 0 || !_byCanonical.Value.TryGetValue(ModelNames.Canonical(name), out var indexes))
        {
            return null;
        }

        foreach (var index in indexes)
        {
            if (provider is null || string.Equals(_entries[index].Provider, provider, StringComparison.Ordinal))
            {
                return At(index);
            }
        }

        return null;
    }

    // Two threads may both parse an entry: they get equal models, and one of them is kept.
    private CatalogModel At(int index) => Volatile.Read(ref _parsed[index]) ?? Interlocked.CompareExchange(ref _parsed[index], Parse(index), null) ?? _parsed[index]!;

    private CatalogModel Parse(int index)
    {
        var entry = _entries[index];
        var model = CatalogEntryReader.Read(entry.Provider, entry.Id, _json.Span.Slice(entry.Start, entry.Length), Sources);
        var family = _ratings.Value.FamilyOf(ModelNames.Canonical(entry.Id));
        return model with
        {
            Tier = family?.Tier ?? _ratings.Value.TierOf(model.Price),
            Quality = family?.Quality,
            Scores = family?.Scores ?? model.Scores,
        };
    }

    private void Index()
    {
        if (_json.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(_json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("the catalog is not a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var models = reader.ValueTextEquals("models"u8);
            var sources = reader.ValueTextEquals("sources"u8);
            reader.Read();
            if (models && reader.TokenType == JsonTokenType.StartObject)
            {
                IndexModels(ref reader);
            }
            else if (sources && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadSources(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        _parsed = new CatalogModel?[_entries.Count];
    }

    private void IndexModels(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            if (slash <= 0)
            {
                throw new FormatException($"the catalog entry '{key}' does not say its provider");
            }

            var entry = new Entry(key[..slash], key[(slash + 1)..], start, (int)reader.BytesConsumed - start);
            _byKey.TryAdd(key, _entries.Count);
            _byId.TryAdd(entry.Id, _entries.Count);
            _entries.Add(entry);
        }
    }

    private void ReadSources(ref Utf8JsonReader reader)
    {
        var sources = new List<CatalogSource>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString()!;
            var space = text.LastIndexOf(' ');
            DateOnly? date = DateOnly.TryParseExact(text[(space + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;
            sources.Add(new CatalogSource(date is null ? text : text[..space], date));
        }

        Sources = sources;
        foreach (var source in sources)
        {
            Date = Date is { } newest && source.Date <= newest ? newest : source.Date ?? Date;
        }
    }

    private Dictionary<string, List<int>> IndexCanonical()
    {
        var index = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < _entries.Count; i++)
        {
            var canonical = ModelNames.Canonical(_entries[i].Id);
            Add(canonical, i);

            // gemini-3-flash is what people write while only gemini-3-flash-preview is served.
            if (canonical.EndsWith("-preview", StringComparison.Ordinal))
            {
                Add(canonical[..^"-preview".Length], i);
            }
        }

        return index;

        void Add(string name, int at)
        {
            if (!index.TryGetValue(name, out var list))
            {
                index[name] = list = [];
            }

            list.Add(at);
        }
    }

    private sealed record Entry(string Provider, string Id, int Start, int Length);
}
