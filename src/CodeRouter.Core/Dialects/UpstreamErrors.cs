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

    // An account without money is told as a plain bad request by one vendor, and as a rate limit by another.
    private static readonly string[] Spent = ["insufficient_quota", "billing_error", "billing_hard_limit_reached", "insufficient_balance"];

    /// <summary>Status, code and words of an error, the code as in <see cref="Named"/>.</summary>
    public static StreamFailure Read(ReadOnlySpan<byte> body, int status)
    {
        var root = JsonSpan.Of(body);
        var read = !root.Raw.IsEmpty && JsonScanner.IsWellFormed(root.Raw) ? FailureReader.Read(root) : null;
        string message = read is { Message: { } words } && FailureReader.Message(body) is not null ? words : $"The upstream answered with status {status}.";
        return Named(new StreamFailure(status, read?.Code, message));
    }

    /// <summary>
    /// The code is <c>context_length_exceeded</c> for every vendor's overflow, <c>insufficient_quota</c> where the account has nothing left: the
    /// two that a client must tell from what goes by itself.
    /// </summary>
    public static StreamFailure Named(StreamFailure failure) =>
        IsOverflow(failure.Status, failure.Code, failure.Message) ? failure with { Code = ErrorText.OverflowCode }
        : IsSpent(failure) ? failure with { Code = ErrorText.SpentCode }
        : failure;

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

    /// <summary>No money or quota is left at the vendor: waiting helps nobody.</summary>
    public static bool IsSpent(StreamFailure failure) =>
        failure.Status == 402 || Array.IndexOf(Spent, failure.Code) >= 0 || failure.Message.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase);

    private static bool IsOverflow(int status, string? code, string message) =>
        status is 400 or 413 or 422 && (code is ErrorText.OverflowCode || Array.Exists(Overflow, o => message.Contains(o, StringComparison.OrdinalIgnoreCase)));
}
