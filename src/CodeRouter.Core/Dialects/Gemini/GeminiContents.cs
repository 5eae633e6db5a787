using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Reads one element of <c>contents</c> into the neutral form.</summary>
internal static class GeminiContents
{
    public static Message Read(JsonSpan content, ReadLimits limits)
    {
        var parts = new PartList(limits);
        if (content.IsString)
        {
            parts.AddText(PartKind.Text, content);
        }

        var list = content["parts"u8];
        if (list.IsObject || list.IsString)
        {
            ReadPart(list, parts);
        }

        foreach (var part in list.Elements)
        {
            ReadPart(part, parts);
        }

        var role = content["role"u8];
        return new Message(role.Is("model"u8) ? Role.Assistant : role.Is("system"u8) ? Role.System : parts.OnlyResults ? Role.Tool : Role.User, parts.Parts);
    }

    /// <summary>What an inlineData or fileData holds, by its type.</summary>
    public static PartKind MediaKind(JsonSpan data)
    {
        var mime = data.Either("mimeType"u8, "mime_type"u8).Inner;
        if (mime.StartsWith("image/"u8) || mime.StartsWith("video/"u8))
        {
            return PartKind.Image;
        }

        return mime.StartsWith("audio/"u8) ? PartKind.Audio : PartKind.Document;
    }

    private static void ReadPart(JsonSpan part, PartList parts)
    {
        if (part.IsString)
        {
            parts.AddText(PartKind.Text, part);
            return;
        }

        bool thought = false;
        bool known = false;
        JsonSpan text = default;
        var members = part.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("text"u8))
            {
                text = value;
                known = true;
            }
            else if (members.Is("thought"u8))
            {
                thought = value.IsTrue;
            }
            else if (members.Is("thoughtSignature"u8) || members.Is("thought_signature"u8))
            {
                known |= value.HasText;
            }
            else if (members.Is("functionCall"u8) || members.Is("function_call"u8))
            {
                parts.AddCall(value["name"u8].Text(), value["id"u8], value["args"u8]);
                known = true;
            }
            else if (members.Is("functionResponse"u8) || members.Is("function_response"u8))
            {
                ReadResult(value, parts);
                known = true;
            }
            else if (members.Is("inlineData"u8) || members.Is("inline_data"u8) || members.Is("fileData"u8) || members.Is("file_data"u8))
            {
                parts.Add(MediaKind(value));
                known = true;
            }
        }

        parts.AddText(thought ? PartKind.Reasoning : PartKind.Text, text);
        if (!known)
        {
            parts.Add(PartKind.Other);
        }
    }

    private static void ReadResult(JsonSpan result, PartList parts)
    {
        var text = parts.NewResult();
        var response = result["response"u8];
        var error = response["error"u8];
        var output = response["output"u8];
        output = output.Exists ? output : response.Either("result"u8, "content"u8);
        bool failed = error.HasText || error.HasItems;
        text.Add(failed ? error : output.Exists ? output : response);
        foreach (var part in result["parts"u8].Elements)
        {
            var data = part.Either("inlineData"u8, "inline_data"u8);
            text.Media.Add(MediaKind(data.Exists ? data : part.Either("fileData"u8, "file_data"u8)));
        }

        parts.AddResult(result["name"u8].Text(), result["id"u8], text, failed ? true : null);
    }
}
