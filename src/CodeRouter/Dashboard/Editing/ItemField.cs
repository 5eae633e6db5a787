using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Editing;

/// <summary>A field of a form and the member of an item it stands for: how it is shown, and read back.</summary>
/// <param name="Path">Of the member; the name of the form's field too.</param>
public abstract record ItemField(string Path, string Label, string? Hint = null)
{
    /// <summary>Only shown with the rest, folded away.</summary>
    public bool Rare { get; init; }

    /// <summary>As it stands in the form.</summary>
    public abstract string Show(JsonObject item);

    /// <summary>Puts what was written into the item.</summary>
    /// <param name="item">As it was before.</param>
    public abstract FieldProblem? Read(string written, JsonObject item);

    /// <summary>How it is filled in.</summary>
    /// <param name="value">What stands in it.</param>
    public virtual FieldInput Input(FormShown form, string value) => new FieldInput.Line(form.HintOf(this));

    /// <summary>Takes what this field shows out of an item, so that the rest is left.</summary>
    public virtual void Take(JsonObject item) => MemberPath.Set(item, Path, null);

    protected static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}

/// <summary>A text on one line.</summary>
public sealed record TextField(string Path, string Label, string? Hint = null) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item) => Text(MemberPath.Get(item, Path));

    public override FieldProblem? Read(string written, JsonObject item)
    {
        MemberPath.Set(item, Path, written.Length == 0 ? null : JsonValue.Create(written));
        return null;
    }
}

/// <summary>A number, written with a point.</summary>
public sealed record NumberField(string Path, string Label, string? Hint = null, decimal Least = 0) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item) => Text(MemberPath.Get(item, Path));

    public override FieldProblem? Read(string written, JsonObject item)
    {
        if (written.Length == 0)
        {
            MemberPath.Set(item, Path, null);
            return null;
        }

        if (!decimal.TryParse(written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) || number < Least || number > 1_000_000_000_000)
        {
            return new FieldProblem(Path, $"'{(written.Length > 40 ? written[..40] + "…" : written)}' is not a number that fits here", Least < 0 ? "write a number such as 10, or leave it empty" : "write a number, not below 0, such as 1.25, or leave it empty");
        }

        MemberPath.Set(item, Path, JsonValue.Create(number));
        return null;
    }
}

/// <summary>One of several words; the first stands for "not said".</summary>
public sealed record ChoiceField(string Path, string Label, IReadOnlyList<(string Value, string Words)> Choices, string? Hint = null) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item) => Text(MemberPath.Get(item, Path)) is { Length: > 0 } value ? Choices.FirstOrDefault(c => string.Equals(c.Value, value, StringComparison.OrdinalIgnoreCase)).Value ?? value : Choices[0].Value;

    public override FieldProblem? Read(string written, JsonObject item)
    {
        if (written != Show(item) && !Choices.Any(c => c.Value == written))
        {
            return new FieldProblem(Path, $"'{(written.Length > 40 ? written[..40] + "…" : written)}' is none of the choices", $"choose one of {string.Join(", ", Choices.Where(static c => c.Value.Length > 0).Select(static c => c.Value))}");
        }

        MemberPath.Set(item, Path, written.Length == 0 ? null : JsonValue.Create(written));
        return null;
    }

    public override FieldInput Input(FormShown form, string value) => new FieldInput.Choice(Choices, form.HintOf(this));
}

/// <summary>Yes or no.</summary>
/// <param name="Usual">What counts where nothing is said.</param>
public sealed record FlagField(string Path, string Label, bool Usual, string? Hint = null) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item) => (MemberPath.Get(item, Path) is JsonValue value && value.TryGetValue(out bool set) ? set : Usual) ? "true" : "";

    public override FieldProblem? Read(string written, JsonObject item)
    {
        bool set = written.Length > 0;
        MemberPath.Set(item, Path, set == Usual ? null : JsonValue.Create(set));
        return null;
    }

    public override FieldInput Input(FormShown form, string value) => new FieldInput.Tick(form.HintOf(this));
}

/// <summary>Words: one on each line, or with commas between.</summary>
public sealed record WordsField(string Path, string Label, string? Hint = null) : ItemField(Path, Label, Hint)
{
    public override string Show(JsonObject item)
    {
        string[] words = MemberPath.Get(item, Path) switch
        {
            JsonArray list => [.. list.Select(Text)],
            JsonValue one => [one.ToString()],
            _ => [],
        };
        return Array.Exists(words, static w => w.Contains(',', StringComparison.Ordinal)) ? string.Join('\n', words) + "\n" : string.Join(", ", words);
    }

    public override FieldProblem? Read(string written, JsonObject item)
    {
        string[] words = written.Split(written.Contains('\n', StringComparison.Ordinal) ? '\n' : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // One star means "all of them", which the file writes as a word of its own.
        MemberPath.Set(item, Path, words.Length == 0 ? null : words is ["*"] ? JsonValue.Create("*") : new JsonArray([.. words.Distinct(StringComparer.Ordinal).Select(static w => (JsonNode?)JsonValue.Create(w))]));
        return null;
    }

    public override FieldInput Input(FormShown form, string value) => new FieldInput.Lines(2, form.HintOf(this));
}

/// <summary>A credential: never shown, kept where nothing is written.</summary>
/// <param name="Own">Another place it may stand at, which then counts.</param>
public sealed record SecretField(string Path, string Label, string? Own = null) : ItemField(Path, Label)
{
    public override string Show(JsonObject item) => Stored(item) is { } stored && !IsMask(stored) ? stored : "";

    public override FieldProblem? Read(string written, JsonObject item)
    {
        // What is shown can be taken out; what is not shown stays where nothing is written.
        if (written.Length > 0 || Show(item).Length > 0)
        {
            MemberPath.Set(item, PlaceIn(item), written.Length == 0 ? null : JsonValue.Create(written));
        }

        return null;
    }

    public override FieldInput Input(FormShown form, string value) => new FieldInput.Line(
        form.Stored && Stored(form.Item) is { } stored && IsMask(stored) ? "One is stored; leave this empty to keep it. Better is ${NAME}, read from the environment." : "Better ${NAME}, read from the environment; else it is kept encrypted. Empty for none.",
        value.Length > 0 ? "text" : "password");

    private string PlaceIn(JsonObject item) => Own is not null && MemberPath.Get(item, Own) is not null ? Own : Path;

    private string? Stored(JsonObject item) => Text(MemberPath.Get(item, PlaceIn(item))) is { Length: > 0 } text ? text : null;

    private static bool IsMask(string text) => text.All(static c => c == '•');
}
