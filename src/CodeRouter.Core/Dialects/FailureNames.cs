using System.Collections.Frozen;

namespace CodeRouter.Core.Dialects;

/// <summary>The HTTP status that stands nearest to an error code or type of any provider.</summary>
internal static class FailureNames
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        // OpenAI and those who speak like it
        ["invalid_request_error"] = 400,
        ["invalid_request"] = 400,
        ["invalid_prompt"] = 400,
        ["invalid_value"] = 400,
        ["context_length_exceeded"] = 400,
        ["content_filter"] = 400,
        ["content_policy_violation"] = 400,
        ["tool_use_failed"] = 400,
        ["BadRequestError"] = 400,
        ["invalid_api_key"] = 401,
        ["unauthorized"] = 401,
        ["insufficient_quota"] = 429,
        ["insufficient_balance"] = 402,
        ["rate_limit_exceeded"] = 429,
        ["rate_limit"] = 429,
        ["tokens"] = 429,
        ["requests"] = 429,
        ["too_many_requests"] = 429,
        ["model_not_found"] = 404,
        ["not_found"] = 404,
        ["DeploymentNotFound"] = 404,
        ["server_error"] = 500,
        ["internal_server_error"] = 500,
        ["internal_error"] = 500,
        ["bad_gateway"] = 502,
        ["upstream_error"] = 502,
        ["server_is_overloaded"] = 503,
        ["slow_down"] = 503,
        ["service_unavailable"] = 503,
        ["timeout"] = 504,
        ["vector_store_timeout"] = 504,

        // Anthropic
        ["authentication_error"] = 401,
        ["billing_error"] = 402,
        ["permission_error"] = 403,
        ["not_found_error"] = 404,
        ["request_too_large"] = 413,
        ["rate_limit_error"] = 429,
        ["api_error"] = 500,
        ["timeout_error"] = 504,
        ["overloaded_error"] = 529,

        // Amazon
        ["ValidationException"] = 400,
        ["UnrecognizedClientException"] = 401,
        ["AccessDeniedException"] = 403,
        ["ExpiredTokenException"] = 403,
        ["ResourceNotFoundException"] = 404,
        ["ModelTimeoutException"] = 408,
        ["ThrottlingException"] = 429,
        ["ServiceQuotaExceededException"] = 429,
        ["ModelNotReadyException"] = 429,
        ["InternalServerException"] = 500,
        ["ModelErrorException"] = 502,
        ["ModelStreamErrorException"] = 502,
        ["ServiceUnavailableException"] = 503,

        // Cohere
        ["TOO_MANY_TOKENS"] = 400,

        // Google
        ["INVALID_ARGUMENT"] = 400,
        ["FAILED_PRECONDITION"] = 400,
        ["OUT_OF_RANGE"] = 400,
        ["UNAUTHENTICATED"] = 401,
        ["PERMISSION_DENIED"] = 403,
        ["ABORTED"] = 409,
        ["ALREADY_EXISTS"] = 409,
        ["RESOURCE_EXHAUSTED"] = 429,
        ["CANCELLED"] = 499,
        ["INTERNAL"] = 500,
        ["UNKNOWN"] = 500,
        ["UNIMPLEMENTED"] = 501,
        ["UNAVAILABLE"] = 503,
        ["DEADLINE_EXCEEDED"] = 504,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static int? Status(string? code) => code is not null && Statuses.TryGetValue(code, out int status) ? status : null;
}
