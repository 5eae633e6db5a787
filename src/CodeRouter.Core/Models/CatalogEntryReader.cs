using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Core.Models;

/// <summary>
/// Reads one model's entry of the compact catalog:
/// <c>{"name":…,"family":…,"released":…,"window":…,"output":…,"can":"tools vision","price":[in,out,cached,write5m,write1h],"steps":[[above,in,out,…]],"source":0}</c>.
/// A price that is not known is null or left off the end.
/// </summary>
internal static class CatalogEntryReader
{
    public static CatalogModel Read(string provider, string id, ReadOnlySpan<byte> json, IReadOnlyList<CatalogSource> sources)
    {
        var model = new CatalogModel { Provider = provider, Id = id };
        var price = new Price();
        CatalogSource? source = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "name": model = model with { Title = reader.GetString() }; break;
                case "family": model = model with { Family = reader.GetString() }; break;
                case "released": model = model with { Released = Date(reader.GetString()) }; break;
                case "window": model = model with { ContextWindow = reader.GetInt32() }; break;
                case "output": model = model with { MaxOutput = reader.GetInt32() }; break;
                case "can": model = model with { Capabilities = CapabilityNames.ParseAll(reader.GetString()) }; break;
                case "open": model = model with { OpenWeights = reader.GetBoolean() }; break;
                case "old": model = model with { Deprecated = reader.GetBoolean() }; break;
                case "embedding": model = model with { Embedding = reader.GetBoolean() }; break;
                case "price": price = Prices(ReadNumbers(ref reader), 0) with { Steps = price.Steps }; break;
                case "steps": price = price with { Steps = Steps(ref reader) }; break;
                case "source": source = sources.ElementAtOrDefault(reader.GetInt32()); break;
                default: reader.Skip(); break;
            }
        }

        return model with { Price = price with { Source = source?.Name, AsOf = source?.Date } };
    }

    private static List<PriceStep> Steps(ref Utf8JsonReader reader)
    {
        var steps = new List<PriceStep>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var numbers = ReadNumbers(ref reader);
            steps.Add(new PriceStep((long)(numbers[0] ?? 0), Prices(numbers, 1)));
        }

        return steps;
    }

    private static Price Prices(decimal?[] numbers, int at) => new()
    {
        Input = numbers[at],
        Output = numbers[at + 1],
        CachedInput = numbers[at + 2],
        CacheWrite5m = numbers[at + 3],
        CacheWrite1h = numbers[at + 4],
    };

    // Room for a threshold and five prices; what is left off the end stays unknown, what is more is of a later version.
    private static decimal?[] ReadNumbers(ref Utf8JsonReader reader)
    {
        var numbers = new decimal?[6];
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i < numbers.Length && reader.TokenType == JsonTokenType.Number)
            {
                numbers[i] = reader.GetDecimal();
            }
        }

        return numbers;
    }

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
