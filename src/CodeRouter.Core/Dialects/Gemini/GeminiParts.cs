using System.Globalization;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>
/// Reads the parts of a history in order. Calls and results without ids are joined by name and order: the n-th result of a name belongs to
/// the oldest call of that name that has none yet.
/// </summary>
internal sealed class GeminiParts(Losses losses)
{
    private readonly List<(string Id, string Name)> _due = [];
    private int _calls;
    private string _thought = "";

    public void Read(JsonSpan parts, Action<Content> add)
    {
        if (parts.IsObject)
        {
            ReadPart(parts, add);
        }
        else if (parts.HasText)
        {
            add(Content.OfText(parts.Text()!));
        }

        foreach (var part in parts.Elements)
        {
            ReadPart(part, add);
        }

        Release(null, add);
    }

    /// <summary>Thoughts wait for the part behind them: its signature is theirs, and other vendors' signatures fit their text only.</summary>
    private void Release(ReasoningState? state, Action<Content> add)
    {
        if (_thought.Length > 0 || state is not null)
        {
            add(new Content(PartKind.Reasoning) { Text = _thought, State = state });
            _thought = "";
        }
    }

    private void ReadPart(JsonSpan part, Action<Content> add)
    {
        if (part.IsString)
        {
            add(Content.OfText(part.Text()!));
            return;
        }

        bool thought = part["thought"u8].IsTrue;
        var text = part["text"u8];
        var state = GeminiStates.Of(part);
        if (thought)
        {
            _thought += text.Text();
        }

        if (state is not null || !thought)
        {
            Release(state, add);
        }

        if (text.HasText && !thought)
        {
            add(Content.OfText(text.Text()!));
        }
        else if (part.Either("functionCall"u8, "function_call"u8) is { IsObject: true } call)
        {
            add(ReadCall(call));
        }
        else if (part.Either("functionResponse"u8, "function_response"u8) is { IsObject: true } response)
        {
            add(ReadResult(response));
        }
        else if (Media(part) is { } media)
        {
            losses.AddIf(part.Either("mediaResolution"u8, "media_resolution"u8).HasItems, "media_resolution");
            add(media);
        }
        else if (!text.IsString && !thought)
        {
            losses.Add("server_tool_blocks");
        }
    }

    private static Content? Media(JsonSpan part)
    {
        var inline = part.Either("inlineData"u8, "inline_data"u8);
        var file = part.Either("fileData"u8, "file_data"u8);
        if (!inline.IsObject && !file.IsObject)
        {
            return null;
        }

        var source = inline.IsObject ? inline : file;
        string mime = source.Either("mimeType"u8, "mime_type"u8).Text() ?? "application/octet-stream";
        string? name = source.Either("displayName"u8, "display_name"u8).Text();
        var kind = mime.StartsWith("video/", StringComparison.Ordinal) ? PartKind.Image : MediaTypes.KindOf(mime);
        if (inline.IsObject)
        {
            return new Content(kind) { Media = new Media(mime) { Data = inline["data"u8].Text(), Name = name } };
        }

        string address = file.Either("fileUri"u8, "file_uri"u8).Text() ?? "";
        bool stored = !address.StartsWith("http", StringComparison.OrdinalIgnoreCase) || address.Contains("generativelanguage.googleapis.com", StringComparison.Ordinal);
        return new Content(kind) { Media = stored ? new Media(mime) { FileId = address } : new Media(mime) { Url = address } };
    }

    private Content ReadCall(JsonSpan call)
    {
        string name = call["name"u8].Text() ?? "";
        string id = call["id"u8].Text() is { Length: > 0 } own ? CallIds.Restore(own) : string.Create(CultureInfo.InvariantCulture, $"call_{_calls}");
        _calls++;
        _due.Add((id, name));
        return new Content(PartKind.ToolCall) { CallId = id, Name = name, Arguments = call["args"u8].TextOrJson() ?? "{}" };
    }

    private Content ReadResult(JsonSpan result)
    {
        string name = result["name"u8].Text() ?? "";
        string? id = result["id"u8].Text() is { Length: > 0 } own ? CallIds.Restore(own) : null;
        int at = _due.FindIndex(d => string.Equals(d.Id, id, StringComparison.Ordinal));
        at = at >= 0 ? at : _due.FindIndex(d => string.Equals(d.Name, name, StringComparison.Ordinal));
        if (at >= 0)
        {
            // Sub-agents of Gemini CLI answer with an id that the call never had; then order decides.
            id = _due[at].Id;
            _due.RemoveAt(at);
        }

        var response = result["response"u8];
        var error = response["error"u8];
        bool failed = error.HasText || error.HasItems;
        // Where more is said than the one thing, all of it is the result.
        int members = 0;
        for (var all = response.Members; all.MoveNext(); members++)
        {
        }

        var output = members != 1 ? default : failed ? error : response.Either("output"u8, "result"u8);
        var items = new List<Content> { Content.OfText((output.Exists ? output : response).TextOrJson() ?? "") };
        foreach (var part in result["parts"u8].Elements)
        {
            if (Media(part) is { } media)
            {
                items.Add(media);
            }
        }

        return new Content(PartKind.ToolResult) { CallId = id ?? "", Name = name, Items = items, IsError = failed };
    }
}
