using System.Globalization;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Google's error object: the status as a number and by its gRPC name; our code and id travel as an ErrorInfo detail.</summary>
internal static class GeminiErrors
{
    /// <summary>
    /// The error that ends a stream: as an event, and once more as Google sends it, bare. Google's own libraries take an event for a piece of
    /// the answer, whatever is in it, and only the bare one for a failure: Gemini CLI would hold a broken answer for a finished one. Who
    /// reads events skips the bare lines.
    /// </summary>
    public static byte[] Event(WireError error)
    {
        byte[] body = Body(error);
        return [.. ErrorText.Event(default, body), .. body, .. "\n\n"u8];
    }

    public static byte[] Body(WireError error) => ErrorText.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, error.Status);
        writer.WriteString("message"u8, ErrorText.WithId(error, Opening(error)));
        writer.WriteString("status"u8, Status(error.Status));
        writer.WriteStartArray("details"u8);
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
        writer.WriteString("reason"u8, error.Code);
        writer.WriteString("domain"u8, "coderouter"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("id"u8, error.Id);
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (int.TryParse(error.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            // Google's clients read it here; its services send no such header.
            writer.WriteStartObject();
            writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.RetryInfo"u8);
            writer.WriteString("retryDelay"u8, string.Create(CultureInfo.InvariantCulture, $"{seconds}s"));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public static string Status(int status) => status switch
    {
        400 or 413 or 422 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        402 or 429 => "RESOURCE_EXHAUSTED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        408 or 504 => "DEADLINE_EXCEEDED",
        409 => "ABORTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        502 or 503 or 529 => "UNAVAILABLE",
        >= 500 => "INTERNAL",
        _ => "UNKNOWN",
    };

    private static string? Opening(WireError error)
    {
        if (!ErrorText.IsOverflow(error))
        {
            return null;
        }

        return ErrorText.Overflow(error) is { } overflow
            ? string.Create(CultureInfo.InvariantCulture, $"The input token count ({overflow.Tokens}) exceeds the maximum number of tokens allowed ({overflow.Limit})")
            : "The input token count exceeds the maximum number of tokens allowed";
    }
}
