using CodeRouter.Core.Dialects;

namespace CodeRouter.Gateway;

/// <summary>What can go wrong with a request, as a closed set: by whose fault, and what the caller can do is in the message.</summary>
public enum FailureCode : byte
{
    MalformedRequest, InvalidValue, MissingKey, InvalidKey, BudgetUsedUp, PriceUnknown, Forbidden, Guarded, ModelNotFound, NotFound, MethodNotAllowed, WebSocket, RequestTimeout, TooLarge, HeadersTooLarge,
    UnsupportedEncoding, NotExpressible, RateLimited, QuotaUsedUp, TooManyAtOnce, Conflict, ContextTooLong, UpstreamFailed, UpstreamTimeout, UpstreamCut, NoChannel, StoreUnavailable, Internal,
}

/// <summary>One failure on its way to the caller. <see cref="Id"/> is in the answer and in the log.</summary>
public sealed record GatewayFailure(FailureCode Code, string Message)
{
    public string Id { get; init; } = NewId();

    /// <summary>Seconds the caller should wait; set with 429 and 503.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The same request will fail whenever it comes.</summary>
    public bool IsVain { get; init; }

    /// <summary>Overrides the code's own status where the upstream's is kept.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>With <see cref="FailureCode.ContextTooLong"/>: the request's tokens and those there is room for, where they are known.</summary>
    public (long Tokens, long Room)? Overflow { get; init; }

    public int Status => UpstreamStatus ?? Code switch
    {
        FailureCode.MalformedRequest or FailureCode.InvalidValue or FailureCode.ContextTooLong => 400,
        FailureCode.MissingKey or FailureCode.InvalidKey => 401,
        FailureCode.BudgetUsedUp or FailureCode.PriceUnknown => 402,
        FailureCode.Forbidden or FailureCode.Guarded => 403,
        FailureCode.ModelNotFound or FailureCode.NotFound => 404,
        FailureCode.MethodNotAllowed => 405,
        FailureCode.WebSocket => 426,
        FailureCode.RequestTimeout => 408,
        FailureCode.Conflict => 409,
        FailureCode.TooLarge => 413,
        FailureCode.UnsupportedEncoding => 415,
        FailureCode.NotExpressible => 422,
        FailureCode.HeadersTooLarge => 431,
        FailureCode.RateLimited or FailureCode.QuotaUsedUp or FailureCode.TooManyAtOnce => 429,
        FailureCode.UpstreamFailed or FailureCode.UpstreamCut => 502,
        FailureCode.UpstreamTimeout => 504,
        FailureCode.NoChannel or FailureCode.StoreUnavailable => 503,
        FailureCode.Internal => 500,
        _ => throw new ArgumentOutOfRangeException(nameof(Code), Code, "not a failure code"),
    };

    public string WireCode => Code switch
    {
        FailureCode.MalformedRequest => "invalid_json",
        FailureCode.InvalidValue => "invalid_request",
        FailureCode.MissingKey => "missing_api_key",
        FailureCode.InvalidKey => "invalid_api_key",
        FailureCode.BudgetUsedUp => "budget_exceeded",
        FailureCode.PriceUnknown => "price_unknown",
        FailureCode.Forbidden => "forbidden",
        FailureCode.Guarded => "blocked_by_guard",
        FailureCode.ModelNotFound => "model_not_found",
        FailureCode.NotFound => "not_found",
        FailureCode.MethodNotAllowed => "method_not_allowed",
        FailureCode.WebSocket => "websocket_not_spoken",
        FailureCode.RequestTimeout => "request_timeout",
        FailureCode.Conflict => "conflict",
        FailureCode.TooLarge => "request_too_large",
        FailureCode.HeadersTooLarge => "headers_too_large",
        FailureCode.UnsupportedEncoding => "unsupported_content_encoding",
        FailureCode.NotExpressible => "not_expressible",
        FailureCode.RateLimited => "rate_limit_exceeded",
        FailureCode.QuotaUsedUp => "insufficient_quota",
        FailureCode.TooManyAtOnce => "too_many_concurrent_requests",
        FailureCode.ContextTooLong => "context_length_exceeded",
        FailureCode.UpstreamFailed => "upstream_failed",
        FailureCode.UpstreamTimeout => "upstream_timeout",
        FailureCode.UpstreamCut => "upstream_stream_cut",
        FailureCode.NoChannel => "no_channel_available",
        FailureCode.StoreUnavailable => "store_unavailable",
        FailureCode.Internal => "internal_error",
        _ => throw new ArgumentOutOfRangeException(nameof(Code), Code, "not a failure code"),
    };

    public WireError ToWire() => new(Status, WireCode, Message, Id) { OverflowTokens = Overflow?.Tokens, OverflowLimit = Overflow?.Room, RetryAfter = RetryAfter };

    internal static string NewId()
    {
        Span<byte> random = stackalloc byte[8];
        System.Security.Cryptography.RandomNumberGenerator.Fill(random);
        return "e_" + Convert.ToHexStringLower(random);
    }
}
