using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CodeRouter.Access;

/// <summary>The credential of a request, in any spelling that clients of the four dialects use.</summary>
public static class Credential
{
    private static readonly string[] Headers = ["Authorization", "x-api-key", "x-goog-api-key", "api-key"];

    /// <summary>One of our keys if any spelling holds one, else the first credential there is; null without.</summary>
    public static string? Of(HttpRequest request)
    {
        string? first = null;
        foreach (string header in Headers)
        {
            if (request.Headers.TryGetValue(header, out var values) && Plain(values) is { Length: > 0 } value)
            {
                if (KeyText.IsOurs(value))
                {
                    return value;
                }

                first ??= value;
            }
        }

        // Only looked at where it may be there: reading the query makes a dictionary.
        if (request.QueryString.Value is { Length: > 0 } query && query.Contains("key=", StringComparison.Ordinal)
            && request.Query["key"] is [{ Length: > 0 } key, ..] && (first is null || KeyText.IsOurs(key)))
        {
            return key;
        }

        return first;
    }

    /// <summary>The first credential that is none of our keys, for upstreams that are the caller's own; null without.</summary>
    public static string? Foreign(HttpRequest request)
    {
        foreach (string header in Headers)
        {
            if (request.Headers.TryGetValue(header, out var values) && Plain(values) is { Length: > 0 } value && !KeyText.IsOurs(value))
            {
                return value;
            }
        }

        return request.Query["key"] is [{ Length: > 0 } key, ..] && !KeyText.IsOurs(key) ? key : null;
    }

    private static string? Plain(StringValues values)
    {
        string? value = values is [var only, ..] ? only : null;
        return value is not null && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim() : value;
    }
}
