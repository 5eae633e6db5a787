using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Editing;

/// <summary>What of a section's items has fields of its own; all else of an item is shown as text, so that nothing is out of reach.</summary>
/// <param name="Page">The page that lists the items.</param>
/// <param name="Add">What the button says that makes a new one.</param>
public sealed record ItemSheet(ConfigSection Section, string Page, string Add, IReadOnlyList<ItemField> Fields)
{
    /// <summary>The form's field for the members without one.</summary>
    public const string More = "more";

    /// <summary>The members without a field, as YAML.</summary>
    public string Rest(JsonObject item) => RestOf(item) is { Count: > 0 } rest ? NodeText.ToYaml(NodeText.FromJson(rest)) : "";

    /// <summary>An item of what was written, and what is wrong with it.</summary>
    /// <param name="before">As it is now; empty for a new one.</param>
    /// <param name="written">A field's text by its name; null leaves the member as it is.</param>
    public (JsonObject Item, List<FieldProblem> Problems) Read(JsonObject before, Func<string, string?> written)
    {
        var item = (JsonObject)before.DeepClone();
        var problems = new List<FieldProblem>();
        foreach (var field in Fields)
        {
            if (written(field.Path) is { } text && field.Read(text, item) is { } problem)
            {
                problems.Add(problem);
            }
        }

        if (written(More) is not { } more)
        {
            return (item, problems);
        }

        var document = more.Length == 0 ? null : ConfigDocument.Parse(more);
        if (document is { Root: null } || document?.Problems.Any(static p => p.IsError) == true)
        {
            var wrong = document.Problems[0];
            problems.Add(new FieldProblem(More, $"line {wrong.Line}: {wrong.Message}", "write 'key: value' lines as in the configuration file, or leave it empty"));
            return (item, problems);
        }

        Remove(item, RestOf(before));
        Merge(item, document?.Root is { } root ? NodeText.ToRawJson(root) as JsonObject ?? [] : []);
        return (item, problems);
    }

    /// <summary>The field a problem of the whole configuration is about: <c>providers.models[2].pricing.prompt_per_1m</c> is the prompt price's.</summary>
    public FieldProblem Place(FieldProblem problem, string name)
    {
        string holder = string.Join('.', Section.Path);
        if (!problem.Field.StartsWith(holder, StringComparison.Ordinal))
        {
            return problem;
        }

        string below = problem.Field[holder.Length..];
        int item = below.IndexOf('[', StringComparison.Ordinal), end = below.IndexOf(']', StringComparison.Ordinal);
        string path = Section.IsMap
            ? below.StartsWith("." + name, StringComparison.Ordinal) ? below[(name.Length + 1)..] : below
            : item >= 0 && end > item ? below[(end + 1)..] : below;
        path = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).TrimStart('.');
        string? field = Fields.OfType<SecretField>().FirstOrDefault(f => f.Own == path) is { } secret ? secret.Path
            : path.Length == 0 ? "name" : Fields.Select(static f => f.Path).Where(f => path == f || path.StartsWith(f + ".", StringComparison.Ordinal) || f.StartsWith(path + ".", StringComparison.Ordinal)).MaxBy(static f => f.Length);
        return field is null ? problem with { Field = More, Message = $"{path}: {problem.Message}" } : problem with { Field = field };
    }

    private JsonObject RestOf(JsonObject item)
    {
        var rest = (JsonObject)item.DeepClone();
        rest.Remove("name");
        foreach (var field in Fields)
        {
            field.Take(rest);
        }

        return rest;
    }

    private static void Remove(JsonObject from, JsonObject what)
    {
        foreach (var (key, value) in what)
        {
            if (value is JsonObject { Count: > 0 } inner && from[key] is JsonObject below)
            {
                Remove(below, inner);
                if (below.Count > 0)
                {
                    continue;
                }
            }

            from.Remove(key);
        }
    }

    private static void Merge(JsonObject into, JsonObject what)
    {
        foreach (var (key, value) in what)
        {
            if (value is JsonObject inner && into[key] is JsonObject below)
            {
                Merge(below, inner);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }
}
