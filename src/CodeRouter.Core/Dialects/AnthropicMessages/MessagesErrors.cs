using System.Globalization;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Anthropic's error object; its type follows from the status.</summary>
internal static class MessagesErrors
{
    public static byte[] Body(WireError error) => ErrorText.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, Type(error.Status));
        writer.WriteString("message"u8, ErrorText.WithId(error, Opening(error)));
        writer.WriteEndObject();
        writer.WriteString("request_id"u8, error.Id);
        writer.WriteEndObject();
    });

    public static string Type(int status) => status switch
    {
        400 or 409 or 422 => "invalid_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        408 or 504 => "timeout_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        _ => "api_error",
    };

    private static string? Opening(WireError error)
    {
        if (!ErrorText.IsOverflow(error))
        {
            return null;
        }

        return ErrorText.Overflow(error) is { } overflow
            ? string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {overflow.Tokens} tokens > {overflow.Limit} maximum")
            : "prompt is too long";
    }
}
