using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Dashboard.Editing;

/// <summary>How the conditions of a rule are joined. A rule that is a tree of several levels is edited as text instead.</summary>
public sealed record RuleOperatorField() : ItemField("rules.operator", "Operator", "How the signals are joined.")
{
    private static readonly (string, string)[] Words = [("AND", "AND: all of them"), ("OR", "OR: any of them"), ("NOT", "NOT: the one signal is not there")];

    public override string Show(JsonObject item) => Text(MemberPath.Get(item, Path)).ToUpperInvariant() is { Length: > 0 } word ? word : "AND";

    public override FieldProblem? Read(string written, JsonObject item)
    {
        if (RuleSignalsField.IsFlat(item))
        {
            MemberPath.Set(item, Path, JsonValue.Create(written.Length == 0 ? "AND" : written));
        }

        return null;
    }

    public override FieldInput Input(FormShown form, string value) =>
        RuleSignalsField.IsFlat(form.Item) ? new FieldInput.Choice(Words, form.HintOf(this)) : new FieldInput.Elsewhere(null);
}

/// <summary>The conditions of a rule, one signal on each line: <c>keyword: coding_keywords</c>. None at all matches everything.</summary>
public sealed record RuleSignalsField(Func<Policy> Policy) : ItemField("rules.conditions", "Signals")
{
    private const int MostNamed = 20;

    /// <summary>One level of plain conditions: what lines can say.</summary>
    public static bool IsFlat(JsonObject item) => item["rules"] is not JsonObject rules
        || (rules["type"] is null && rules.All(static m => m.Key is "operator" or "conditions")
            && (rules["conditions"] as JsonArray ?? []).All(static c => c is JsonObject leaf && leaf.All(static m => m.Key is "type" or "name")));

    public override string Show(JsonObject item) => IsFlat(item)
        ? string.Join('\n', (MemberPath.Get(item, Path) as JsonArray ?? []).Select(static c => $"{Text(c?["type"])}: {Text(c?["name"])}"))
        : "";

    public override FieldProblem? Read(string written, JsonObject item)
    {
        if (!IsFlat(item))
        {
            return null;
        }

        var list = new JsonArray();
        foreach (string line in written.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split((char[])[':', ' '], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var named = Policy().Signals.Where(s => s.Name == line).Select(static s => s.Type).Distinct(StringComparer.Ordinal).ToArray();
            if (named is [var type])
            {
                parts = [type, line];
            }

            if (parts.Length < 2)
            {
                return new FieldProblem(Path, $"'{line}' is not a signal", "write the kind and the name on a line, such as keyword: coding_keywords or phase: debug");
            }

            list.Add(new JsonObject { ["type"] = parts[0], ["name"] = parts[1] });
        }

        MemberPath.Set(item, Path, list);
        return null;
    }

    public override FieldInput Input(FormShown form, string value)
    {
        if (!IsFlat(form.Item))
        {
            return new FieldInput.Elsewhere("This rule has several levels: change it as text, below More settings.");
        }

        string known = string.Join(", ", Policy().Signals.Take(MostNamed).Select(static s => $"{s.Type}: {s.Name}"));
        return new FieldInput.Lines(3, $"One on each line; none matches everything. {(known.Length > 0 ? $"There are {known}{(Policy().Signals.Count > MostNamed ? " …" : "")}; also" : "Such as")} phase: debug, kind: title, risk: security.");
    }

    public override void Take(JsonObject item)
    {
        if (IsFlat(item))
        {
            item.Remove("rules");
        }
    }
}
