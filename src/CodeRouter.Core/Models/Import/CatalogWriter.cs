using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>Writes the compact catalog that <see cref="CatalogEntryReader"/> reads.</summary>
internal static class CatalogWriter
{
    public static byte[] Write(IReadOnlyList<string> sources, IEnumerable<ImportedModel> models)
    {
        var text = new StringBuilder();
        text.Append("{\"version\":1,\"sources\":").Append(Fragment(writer =>
        {
            writer.WriteStartArray();
            foreach (var source in sources)
            {
                writer.WriteStringValue(source);
            }

            writer.WriteEndArray();
        })).Append(",\n\"models\":{\n");
        var first = true;
        foreach (var model in models)
        {
            text.Append(first ? "" : ",\n")
                .Append(Fragment(writer => writer.WriteStringValue($"{model.Provider}/{model.Id}")))
                .Append(':')
                .Append(Fragment(writer => WriteModel(writer, model)));
            first = false;
        }

        return Encoding.UTF8.GetBytes(text.Append("\n}}\n").ToString());
    }

    private static string Fragment(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteModel(Utf8JsonWriter writer, ImportedModel model)
    {
        writer.WriteStartObject();
        Text(writer, "name", model.Title);
        Text(writer, "family", model.Family);
        Text(writer, "released", model.Released);
        Number(writer, "window", model.Window);
        Number(writer, "output", model.Output);
        if (model.Can is { } can)
        {
            writer.WriteString("can", string.Join(' ', can.Names()));
        }

        Flag(writer, "open", model.Open);
        Flag(writer, "old", model.Old);
        Flag(writer, "embedding", model.Embedding);
        if (model.Price.Input is not null || model.Price.Output is not null)
        {
            writer.WriteStartArray("price");
            Prices(writer, model.Price);
            writer.WriteEndArray();
            Steps(writer, model.Price.Steps);
            writer.WriteNumber("source", model.Source);
        }

        writer.WriteEndObject();
    }

    private static void Steps(Utf8JsonWriter writer, IReadOnlyList<PriceStep> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("steps");
        foreach (var step in steps.OrderBy(step => step.AboveInputTokens))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(step.AboveInputTokens);
            Prices(writer, step.Price);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void Prices(Utf8JsonWriter writer, Price price)
    {
        decimal?[] numbers = [price.Input, price.Output, price.CachedInput, price.CacheWrite5m, price.CacheWrite1h];
        var last = Array.FindLastIndex(numbers, number => number is not null);
        for (var i = 0; i <= last; i++)
        {
            if (numbers[i] is { } number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }
}
