using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>How far a web search may go, from and to the formats that let a caller say so.</summary>
internal static class SearchScopes
{
    private const string Loss = "search_limits";

    /// <summary>A tool of Anthropic's or of Responses, or the options of a chat.</summary>
    public static SearchScope? Read(JsonSpan tool)
    {
        var place = tool["user_location"u8];
        place = place["approximate"u8] is { IsObject: true } inner ? inner : place;
        var filters = tool["filters"u8] is { IsObject: true } own ? own : tool;
        var scope = new SearchScope
        {
            Allowed = Texts(filters["allowed_domains"u8]),
            Blocked = Texts(filters["blocked_domains"u8]),
            MostUses = tool["max_uses"u8].Int(),
            Extent = tool["search_context_size"u8].Text(),
            Place = place.HasItems ? JsonOut.Copy(place) : null,
            More = tool["external_web_access"u8].IsFalse,
        };
        return scope is { Allowed.Count: 0, Blocked.Count: 0, MostUses: null, Extent: null, Place: null, More: false } ? null : scope;
    }

    /// <summary>Members of the search tool of Messages.</summary>
    public static void WriteMessages(SearchScope? scope, WritingTask task, Utf8JsonWriter writer)
    {
        if (scope is null)
        {
            return;
        }

        task.Losses.AddIf(scope.Extent is not (null or "medium") || scope.More || (scope.Allowed.Count > 0 && scope.Blocked.Count > 0), Loss);
        writer.Number("max_uses"u8, scope.MostUses);
        if (scope.Allowed.Count > 0)
        {
            WriteTexts("allowed_domains"u8, scope.Allowed, writer);
        }
        else if (scope.Blocked.Count > 0)
        {
            // One or the other, says the vendor.
            WriteTexts("blocked_domains"u8, scope.Blocked, writer);
        }

        WritePlace(scope.Place, isNested: false, writer);
    }

    /// <summary>Members of the search tool of Responses.</summary>
    public static void WriteResponses(SearchScope? scope, WritingTask task, Utf8JsonWriter writer)
    {
        if (scope is null)
        {
            return;
        }

        task.Losses.AddIf(scope.MostUses is not null || scope.Blocked.Count > 0 || scope.More, Loss);
        if (scope.Allowed.Count > 0)
        {
            writer.WriteStartObject("filters"u8);
            WriteTexts("allowed_domains"u8, scope.Allowed, writer);
            writer.WriteEndObject();
        }

        writer.Text("search_context_size"u8, scope.Extent);
        WritePlace(scope.Place, isNested: false, writer);
    }

    /// <summary>Members of a chat's search options.</summary>
    public static void WriteChat(SearchScope? scope, WritingTask task, Utf8JsonWriter writer)
    {
        if (scope is null)
        {
            return;
        }

        task.Losses.AddIf(scope.MostUses is not null || scope.Allowed.Count > 0 || scope.Blocked.Count > 0 || scope.More, Loss);
        writer.Text("search_context_size"u8, scope.Extent);
        WritePlace(scope.Place, isNested: true, writer);
    }

    /// <summary>For formats whose search takes no limits.</summary>
    public static void Leave(SearchScope? scope, WritingTask task) => task.Losses.AddIf(scope is not null, Loss);

    private static void WritePlace(byte[]? place, bool isNested, Utf8JsonWriter writer)
    {
        if (place is null)
        {
            return;
        }

        writer.WriteStartObject("user_location"u8);
        writer.WriteString("type"u8, "approximate"u8);
        if (isNested)
        {
            writer.WriteStartObject("approximate"u8);
        }

        var members = new JsonSpan(place).Members;
        while (members.MoveNext())
        {
            if (!members.Is("type"u8) && members.Value.HasText)
            {
                writer.WriteString(JsonText.Decode(members.Name), members.Value.Text());
            }
        }

        if (isNested)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static List<string> Texts(JsonSpan list)
    {
        var found = new List<string>();
        foreach (var element in list.Elements)
        {
            if (element.Text() is { Length: > 0 } text)
            {
                found.Add(text);
            }
        }

        return found;
    }

    private static void WriteTexts(ReadOnlySpan<byte> name, IReadOnlyList<string> texts, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
