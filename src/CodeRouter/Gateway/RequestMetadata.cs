using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>What rules on metadata may read: the request's headers, credentials left out, and the members of its own <c>metadata</c>.</summary>
public static class RequestMetadata
{
    private static readonly HashSet<string> Private = new(StringComparer.OrdinalIgnoreCase) { "authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie", "proxy-authorization" };

    /// <summary>Names in lower case.</summary>
    public static IReadOnlyDictionary<string, string> Of(IHeaderDictionary headers, RequestView request)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            if (!Private.Contains(name))
            {
                metadata[name.ToLowerInvariant()] = value.ToString();
            }
        }

        var members = new JsonSpan(request.Find("metadata"u8)).Members;
        while (members.MoveNext())
        {
            if (BodyScan.DecodeString([(byte)'"', .. members.Name, (byte)'"']) is { } name && members.Value.TextOrJson() is { } value)
            {
                metadata[name.ToLowerInvariant()] = value;
            }
        }

        return metadata;
    }
}
