using System.Text.Json.Nodes;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What the form of a key or token group says, in the shape the service takes: empty is none, and what is as it was is left out.</summary>
internal static class ChangedFields
{
    /// <param name="before">What each field said before; empty for something new.</param>
    public static JsonObject Of(Visit visit, IEnumerable<string> fields, Func<string, string> before)
    {
        var json = new JsonObject();
        foreach (string field in fields)
        {
            if (visit.Written(field)?.Trim() is not { } text || text == before(field))
            {
                continue;
            }

            json[field] = field switch
            {
                "models" or "addresses" => LimitFields.Words(text),
                "ratio" => LimitFields.Value(text),
                _ when LimitFields.IsOne(field) => LimitFields.Value(text),
                _ => text.Length == 0 ? null : JsonValue.Create(text),
            };
        }

        return json;
    }
}
