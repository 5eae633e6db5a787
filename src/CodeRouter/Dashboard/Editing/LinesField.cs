using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Editing;

/// <summary>
/// A list of maps, each on a line: <c>gpt-5-mini weight=3 channel=eu</c>. What a line does not speak of (credentials, headers) is kept
/// from the entry of the same name.
/// </summary>
/// <param name="Main">The member a line begins with.</param>
/// <param name="More">Members that may follow as <c>name=value</c>.</param>
/// <param name="From">Entries before this one are other fields' business.</param>
public sealed record LinesField(string Path, string Label, string Main, IReadOnlyList<string> More, int From = 0, string? Hint = null) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item) => string.Join('\n', Entries(item).Select(Line));

    public override FieldProblem? Read(string written, JsonObject item)
    {
        var before = Entries(item);
        var list = new JsonArray([.. (MemberPath.Get(item, Path) as JsonArray ?? []).Take(From).Select(static e => e?.DeepClone())]);
        foreach (string line in written.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
            var said = new Dictionary<string, string>(StringComparer.Ordinal);
            while (words.Count > 1 && words[^1].Split('=', 2) is [var name, { Length: > 0 } value] && More.Contains(name, StringComparer.Ordinal))
            {
                said[name] = value;
                words.RemoveAt(words.Count - 1);
            }

            if (words.Count > 1 && words[^1].Contains('=', StringComparison.Ordinal))
            {
                return new FieldProblem(Path, $"'{words[^1]}' is not understood", $"write a line as NAME {string.Join(' ', More.Select(static m => m + "=…"))}");
            }

            list.Add(Entry(string.Join(' ', words), said, before));
        }

        MemberPath.Set(item, Path, list.Count == 0 ? null : list);
        return null;
    }

    public override FieldInput Input(FormShown form, string value) => new FieldInput.Lines(2, form.HintOf(this));

    private List<JsonNode?> Entries(JsonObject item) => [.. (MemberPath.Get(item, Path) as JsonArray ?? []).Skip(From)];

    private JsonObject Entry(string main, Dictionary<string, string> said, List<JsonNode?> before)
    {
        var entry = before.Find(e => MainOf(e) == main)?.DeepClone() as JsonObject ?? [];
        entry[Main] = main;
        foreach (string name in More)
        {
            if (said.GetValueOrDefault(name) is not { } value)
            {
                entry.Remove(name);
            }
            else
            {
                entry[name] = value is "true" or "false" ? value == "true"
                    : decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number
                    : value;
            }
        }

        return entry;
    }

    private string MainOf(JsonNode? entry) => Text(entry is JsonObject map ? map[Main] : entry);

    private string Line(JsonNode? entry) => string.Join(' ', (string[])[MainOf(entry), .. More.Where(m => Text((entry as JsonObject)?[m]).Length > 0).Select(m => $"{m}={Text(entry![m])}")]);
}
