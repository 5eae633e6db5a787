using System.Globalization;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Reads the error an upstream answered with, whatever its format, so that it can be said again in the caller's.</summary>
public static class UpstreamErrors
{
    // Every vendor says it in its own words; agents recover only from their own vendor's.
    private static readonly string[] Overflow =
    [
        "context_length_exceeded", "prompt is too long", "maximum context length", "input token count", "context window", "exceeds the context",
        "too many input tokens", "maximum number of tokens", "exceed context limit", "input length and `max_tokens` exceed", "context size",
        "too many tokens", "input is too long",
    ];

    /// <summary>Status, code and words of an error; the code is <c>context_length_exceeded</c> for every vendor's overflow.</summary>
    public static StreamFailure Read(ReadOnlySpan<byte> body, int status)
    {
        var root = JsonSpan.Of(body);
        var read = !root.Raw.IsEmpty && JsonScanner.IsWellFormed(root.Raw) ? FailureReader.Read(root) : null;
        string message = read is { Message: { } words } && FailureReader.Message(body) is not null ? words : $"The upstream answered with status {status}.";
        return new StreamFailure(status, IsOverflow(status, read?.Code, message) ? ErrorText.OverflowCode : read?.Code, message);
    }

    /// <summary>The HTTP status nearest to a code or an exception's name; 502 for what nobody knows.</summary>
    public static int StatusOf(string? code) => FailureNames.Status(code) ?? 502;

    /// <summary>How long to wait, as Google says it: in the body alone, among the details. Null where it is not said.</summary>
    public static TimeSpan? Wait(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\"retryDelay\""u8) < 0)
        {
            return null;
        }

        var root = JsonSpan.Of(body);
        if (root.IsArray)
        {
            foreach (var first in root.Elements)
            {
                root = first;
                break;
            }
        }

        foreach (var detail in root["error"u8]["details"u8].Elements)
        {
            if (detail["retryDelay"u8].Text() is [.. var digits, 's'] && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
            }
        }

        return null;
    }

    public static bool IsOverflow(StreamFailure failure) => failure.Code is ErrorText.OverflowCode;

    private static bool IsOverflow(int status, string? code, string message) =>
        status is 400 or 413 or 422 && (code is ErrorText.OverflowCode || Array.Exists(Overflow, o => message.Contains(o, StringComparison.OrdinalIgnoreCase)));
}
