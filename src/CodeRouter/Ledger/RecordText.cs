using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>
/// Records as JSON by what they hold: the same text that <see cref="JsonSerializer"/> writes of them, with enumerations as words.
/// Looks at fields through reflection, whole graphs with the same few methods. The serializer compiles methods for each type and member
/// it meets, some nine hundred for a policy: a tenth of a second and megabytes at every start, for a text that is written once.
/// </summary>
public static class RecordText
{
    public static byte[] Write(object record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, record);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case Enum or TimeSpan:
                json.WriteStringValue(value.ToString());
                break;
            case DateTimeOffset at:
                json.WriteStringValue(at);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture));
                break;
            case IDictionary map:
                WriteMap(json, map);
                break;
            case IEnumerable items:
                WriteItems(json, items);
                break;
            default:
                WriteFields(json, value);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter json, IDictionary map)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            json.WritePropertyName(entry.Key.ToString()!);
            Write(json, entry.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable items)
    {
        json.WriteStartArray();
        foreach (object? item in items)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, object record)
    {
        var type = record.GetType();
        json.WriteStartObject();
        if (WordOf(type) is { } word)
        {
            json.WriteString("$type"u8, word);
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                json.WritePropertyName(NameOf(field));
                Write(json, field.GetValue(record));
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The word by which a reader knows which of several types was written.</summary>
    private static string? WordOf(Type type) => type.BaseType?.GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>(inherit: false)
        .FirstOrDefault(a => a.DerivedType == type)?.TypeDiscriminator as string;

    /// <summary>The member that a field stands behind: <c>&lt;Name&gt;k__BackingField</c>, or <c>key</c> of a pair.</summary>
    private static string NameOf(FieldInfo field) =>
        field.Name is ['<', ..] name ? name[1..name.IndexOf('>')] : char.ToUpperInvariant(field.Name[0]) + field.Name[1..];
}
