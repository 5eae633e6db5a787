namespace CodeRouter.Core.Dialects;

/// <summary>The error object that both OpenAI formats share. Clients switch on <c>type</c> and <c>code</c>, so both are always there.</summary>
internal static class OpenAIErrors
{
    public static byte[] Body(WireError error) => ErrorText.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, ErrorText.WithId(error));
        writer.WriteString("type"u8, error.Code is ErrorText.SpentCode ? ErrorText.SpentCode : Type(error.Status));
        writer.WriteNull("param"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public static string Type(int status) => status switch
    {
        401 => "authentication_error",
        402 => ErrorText.SpentCode,
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
