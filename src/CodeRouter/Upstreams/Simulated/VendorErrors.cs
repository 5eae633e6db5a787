using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>What each vendor says with a status, in its own words.</summary>
internal static class VendorErrors
{
    public static VendorRefusal Of(WireFormat format, int status, string model, SimulatedOperation operation) => format switch
    {
        WireFormat.AnthropicMessages => Anthropic(status, model),
        WireFormat.Gemini => Gemini(status, model, operation),
        _ => OpenAI(status, model),
    };

    public static VendorRefusal Overflow(WireFormat format) => format switch
    {
        WireFormat.AnthropicMessages => new(400, "prompt is too long: 215312 tokens > 200000 maximum"),
        WireFormat.Gemini => new(400, "The input token count (1200017) exceeds the maximum number of tokens allowed (1048576)."),
        _ => new(400, "Your input exceeds the context window of this model. Please adjust your input and try again.", "context_length_exceeded", format == WireFormat.OpenAIChat ? "messages" : "input"),
    };

    public static VendorRefusal BadJson(WireFormat format) => format switch
    {
        WireFormat.AnthropicMessages => new(400, "The request body is not valid JSON: expected value at line 1 column 1"),
        WireFormat.Gemini => new(400, "Invalid JSON payload received. Unexpected token."),
        _ => new(400, "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"),
    };

    public static VendorRefusal NoModel(WireFormat format) => format switch
    {
        WireFormat.AnthropicMessages => new(400, "model: Field required"),
        WireFormat.OpenAIResponses => new(400, "Missing required parameter: 'model'.", "missing_required_parameter", "model"),
        _ => new(400, "you must provide a model parameter"),
    };

    private static VendorRefusal OpenAI(int status, string model) => status switch
    {
        401 => new(401, "Incorrect API key provided: sk-*****. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_api_key"),
        402 => new(402, "Insufficient balance", "insufficient_balance"),
        403 => new(403, "Country, region, or territory not supported", "unsupported_country_region_territory"),
        404 => new(404, $"The model `{model}` does not exist or you do not have access to it.", "model_not_found"),
        413 => new(413, "Request too large.", "request_too_large"),
        429 => new(429, $"Rate limit reached for {model} on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 120ms.", "rate_limit_exceeded"),
        503 => new(503, "The engine is currently overloaded, please try again later", "server_overloaded"),
        >= 500 => new(status, OpenAIErrors.Failed),
        _ => new(status, $"Simulated refusal with status {status}.", "invalid_value"),
    };

    private static VendorRefusal Anthropic(int status, string model) => new(status, status switch
    {
        401 => "invalid x-api-key",
        402 => "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
        403 => "Request not allowed",
        404 => "model: " + model,
        413 => "Request exceeds the maximum size",
        429 => "This request would exceed your account's rate limit. Please try again later.",
        529 => "Overloaded",
        >= 500 => "Internal server error",
        _ => $"Simulated refusal with status {status}.",
    });

    private static VendorRefusal Gemini(int status, string model, SimulatedOperation operation) => new(status, status switch
    {
        401 => "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
        403 => "Your API key was reported as leaked. Please use another API key.",
        404 => $"models/{model} is not found for API version v1beta, or is not supported for {(operation == SimulatedOperation.CountTokens ? "countTokens" : "generateContent")}. Call ListModels to see the list of available models and their supported methods.",
        429 => "You exceeded your current quota, please check your plan and billing details. Please retry in 3s.",
        503 or 529 => "The model is overloaded. Please try again later.",
        >= 500 => "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
        _ => $"Simulated refusal with status {status}.",
    });
}
