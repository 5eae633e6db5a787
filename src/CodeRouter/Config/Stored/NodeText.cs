using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>The tree of a configuration as text: YAML for people and for comparing versions, JSON for the API. Credentials are always masked.</summary>
public static class NodeText
{
    public const string Mask = "••••••••";

    public static string ToYaml(ConfigNode root)
    {
        var text = new StringBuilder();
        Write(text, root, 0, masked: false);
        return text.ToString();
    }

    public static JsonNode? ToJson(ConfigNode node) => ToJson(node, masked: false, masks: true);

    /// <summary>Credentials as written: only to be sealed.</summary>
    internal static JsonNode? ToRawJson(ConfigNode node) => ToJson(node, masked: false, masks: false);

    /// <summary>The tree of a JSON value. Texts become quoted scalars, so that they mean themselves.</summary>
    public static ConfigNode FromJson(JsonNode? json) => json switch
    {
        null => Scalar("null", quoted: false),
        JsonObject map => new ConfigNode
        {
            Kind = ConfigNodeKind.Map,
            Line = 0,
            Entries = [.. map.Select(static member => new ConfigEntry(member.Key, 0, FromJson(member.Value)))],
        },
        JsonArray list => new ConfigNode { Kind = ConfigNodeKind.List, Line = 0, Items = [.. list.Select(FromJson)] },
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>(), quoted: true),
        _ => Scalar(json.ToJsonString(), quoted: false),
    };

    private static ConfigNode Scalar(string text, bool quoted) => new() { Kind = ConfigNodeKind.Scalar, Scalar = text, Quoted = quoted, Line = 0 };

    private static JsonNode? ToJson(ConfigNode node, bool masked, bool masks)
    {
        switch (node.Kind)
        {
            case ConfigNodeKind.Map:
                var map = new JsonObject();
                foreach (var entry in node.Entries)
                {
                    map[entry.Key] = ToJson(entry.Value, masks && (masked || SecretKeys.Holds(entry.Key)), masks);
                }

                return map;
            case ConfigNodeKind.List:
                return new JsonArray([.. node.Items.Select(item => ToJson(item, masked, masks))]);
            default:
                return node.IsNull ? null
                    : (masked && !SecretKeys.IsReference(node.Scalar!)) || (masks && SecretBox.IsSealed(node.Scalar!)) ? Mask
                    : node.Quoted ? node.Scalar
                    : node.Scalar is "true" or "false" ? node.Scalar == "true"
                    : decimal.TryParse(node.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number
                    : node.Scalar;
        }
    }

    private static void Write(StringBuilder text, ConfigNode node, int depth, bool masked)
    {
        string indent = new(' ', depth * 2);
        foreach (var entry in node.Entries.Where(e => ReferenceEquals(node[e.Key], e.Value)))
        {
            text.Append(indent).Append(Key(entry.Key)).Append(':');
            Value(text, entry.Value, depth + 1, masked || SecretKeys.Holds(entry.Key));
        }

        foreach (var item in node.Items)
        {
            text.Append(indent).Append('-');
            Value(text, item, depth + 1, masked);
        }
    }

    private static void Value(StringBuilder text, ConfigNode value, int depth, bool masked)
    {
        switch (value)
        {
            case { Kind: ConfigNodeKind.Scalar }:
                text.Append(' ').Append(Word(value, masked)).Append('\n');
                break;
            case { Entries.Count: 0, Items.Count: 0 }:
                text.Append(value.Kind == ConfigNodeKind.Map ? " {}\n" : " []\n");
                break;
            default:
                text.Append('\n');
                Write(text, value, depth, masked);
                break;
        }
    }

    private static string Key(string key) => key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') ? key : Quoted(key);

    private static string Word(ConfigNode node, bool masked) =>
        masked && !node.IsNull && !SecretKeys.IsReference(node.Scalar!) ? Quoted(Mask)
        : node.Quoted || node.Scalar!.AsSpan().ContainsAny("\r\n#:") ? Quoted(node.Scalar!)
        : node.Scalar!;

    // A JSON text is a YAML text too.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, NodeTextJson.Readable.String);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class NodeTextJson : System.Text.Json.Serialization.JsonSerializerContext
{
    /// <summary>For people: letters of any script as themselves.</summary>
    public static NodeTextJson Readable { get; } = new(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
