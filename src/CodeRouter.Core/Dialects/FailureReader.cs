using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Finds the failure in a JSON text, whoever wrote it: providers answer in each other's spellings, and proxies between in their own.
/// </summary>
internal static class FailureReader
{
    /// <summary>A failure inside what should be an answer; null when it is none. Only clear marks count here.</summary>
    public static StreamFailure? InAnswer(JsonSpan root, ReadOnlySpan<byte> eventName = default)
    {
        if (root.IsArray)
        {
            foreach (var element in root.Elements)
            {
                return element.IsObject ? InAnswer(element) : null;
            }

            return null;
        }

        bool isError = eventName.SequenceEqual("error"u8);
        JsonSpan error = default;
        var members = root.Members;
        while (members.MoveNext())
        {
            if (members.Is("error"u8))
            {
                error = members.Value;
            }
            else if (members.Is("type"u8) || members.Is("object"u8))
            {
                isError |= members.Value.Is("error"u8);
            }
        }

        return isError || (error.Exists && (error.HasItems || error.HasText)) ? Read(root) : null;
    }

    /// <summary>Reads the body of an answer that is known to be an error.</summary>
    public static StreamFailure Read(JsonSpan root)
    {
        int? status = null;
        string? code = null;
        string? message = null;
        Collect(root, ref status, ref code, ref message, 0);
        return new StreamFailure(status ?? FailureNames.Status(code) ?? 502, code, message ?? "The upstream reported an error without a message.");
    }

    /// <summary>The message alone; null when none can be found.</summary>
    public static string? Message(ReadOnlySpan<byte> body)
    {
        var root = JsonSpan.Of(body);
        if (!JsonScanner.IsWellFormed(root.Raw))
        {
            return null;
        }

        int? status = null;
        string? code = null;
        string? message = null;
        Collect(root, ref status, ref code, ref message, 0);
        return string.IsNullOrWhiteSpace(message) ? null : message;
    }

    private static void Collect(JsonSpan value, ref int? status, ref string? code, ref string? message, int depth)
    {
        if (depth > 6)
        {
            return;
        }

        if (value.IsString)
        {
            message ??= NotBlank(value.Text());
            return;
        }

        if (value.IsArray)
        {
            foreach (var element in value.Elements)
            {
                Collect(element, ref status, ref code, ref message, depth + 1);
                if (message is not null)
                {
                    return;
                }
            }

            return;
        }

        // The inner error is the nearer one: its words and numbers come first.
        var inner = value["error"u8];
        if (inner.Exists)
        {
            Collect(inner, ref status, ref code, ref message, depth + 1);
        }

        JsonSpan type = default;
        JsonSpan detail = default;
        JsonSpan metadata = default;
        var members = value.Members;
        while (members.MoveNext())
        {
            var member = members.Value;
            if (members.Is("message"u8) || members.Is("msg"u8) || members.Is("Message"u8))
            {
                if (member.IsString)
                {
                    message ??= NotBlank(member.Text());
                }
                else
                {
                    Collect(member, ref status, ref code, ref message, depth + 1);
                }
            }
            else if (members.Is("code"u8) || members.Is("status_code"u8) || members.Is("status"u8) || members.Is("error_code"u8))
            {
                if (member.Int() is >= 400 and <= 599 and var number)
                {
                    status ??= number;
                }
                else if (member.IsString && !member.Is("error"u8) && !member.Is("failed"u8) && (code is null || FailureNames.Status(code) is null))
                {
                    code = NotBlank(member.Text()) ?? code;
                }
            }
            else if (members.Is("type"u8))
            {
                type = member;
            }
            else if (members.Is("detail"u8) || members.Is("errors"u8) || members.Is("error_message"u8) || members.Is("title"u8))
            {
                detail = detail.Exists ? detail : member;
            }
            else if (members.Is("metadata"u8))
            {
                metadata = member;
            }
        }

        if (type.IsString && !type.Is("error"u8) && (code is null || FailureNames.Status(code) is null))
        {
            code = FailureNames.Status(type.Text()) is not null || code is null ? type.Text() : code;
        }

        if (message is null && detail.Exists)
        {
            Collect(detail, ref status, ref code, ref message, depth + 1);
        }

        // OpenRouter says "Provider returned error" and keeps the provider's own words beside it.
        if (metadata.IsObject && metadata["raw"u8] is { HasText: true } raw)
        {
            string words = raw.Text()!;
            message = message is null ? words : message + ": " + words;
        }
    }

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
