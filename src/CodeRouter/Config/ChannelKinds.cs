using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Reads what kind of server a channel reaches, and what that kind needs: by the word, by the wire format, or by the address.</summary>
internal static class ChannelKinds
{
    private static readonly (string Word, ChannelKind Kind)[] Words =
    [
        ("plain", ChannelKind.Plain), ("azure", ChannelKind.Azure), ("bedrock", ChannelKind.Bedrock), ("vertex", ChannelKind.Vertex),
        ("openrouter", ChannelKind.OpenRouter), ("ollama", ChannelKind.Ollama), ("cohere", ChannelKind.Cohere), ("litellm", ChannelKind.LiteLlm),
    ];

    public static string Listed => string.Join(" | ", Words.Select(w => w.Word)) + ", or a vendor of the catalog: anthropic, openai, google, deepseek …";

    /// <summary>A vendor named where the kind stands: its address, format and key's variable are known. Null where none is named.</summary>
    public static CatalogProvider? Vendor(Field channel, Catalog catalog) =>
        channel["kind"].Node?.Scalar?.Trim() is { Length: > 0 } word && !Words.Any(w => w.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
            ? catalog.Providers.FirstOrDefault(p => p.Id.Equals(word, StringComparison.OrdinalIgnoreCase))
            : null;

    /// <summary>The kind, as written or as its address tells.</summary>
    public static ChannelKind Read(Field channel, Field place, Catalog catalog)
    {
        if (Vendor(channel, catalog) is not null)
        {
            return ChannelKind.Plain;
        }

        if (channel["kind"].Text() is { } word)
        {
            foreach (var (known, kind) in Words)
            {
                if (known.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase))
                {
                    return kind;
                }
            }

            string[] names = [.. Words.Select(w => w.Word), .. catalog.Providers.Select(p => p.Id).Except(Words.Select(w => w.Word), StringComparer.OrdinalIgnoreCase)];
            channel["kind"].Error($"'{word}' is not a kind of channel", $"write one of {string.Join(", ", names)}{Closest.Hint(word, names)}");
            return ChannelKind.Plain;
        }

        // Forms of their own are asked for by the format's name too.
        return channel["api_format"].Node?.Scalar?.Trim().ToLowerInvariant() switch
        {
            "ollama" => ChannelKind.Ollama,
            "cohere" => ChannelKind.Cohere,
            "converse" => ChannelKind.Bedrock,
            _ => OfHost(place),
        };
    }

    /// <summary>The upstream's own form, where the channel speaks none of the four formats.</summary>
    public static NativeForm? Native(ChannelKind kind, WireFormat? written) => kind switch
    {
        ChannelKind.Bedrock when written != WireFormat.AnthropicMessages => NativeForm.Converse,
        ChannelKind.Ollama => NativeForm.Ollama,
        ChannelKind.Cohere => NativeForm.Cohere,
        _ => null,
    };

    /// <summary>The wire format as written; the words of own forms are none.</summary>
    public static WireFormat? Format(Field field) =>
        field.Node?.Scalar?.Trim().ToLowerInvariant() is "ollama" or "cohere" or "converse" ? null : ConnectionFields.Format(field);

    /// <summary>Where the kind lies when no address is written; null where one must be.</summary>
    public static string? UsualAddress(ChannelKind kind, CloudSettings? cloud) => kind switch
    {
        ChannelKind.Bedrock => $"https://bedrock-runtime.{cloud?.Region ?? "us-east-1"}.amazonaws.com",
        ChannelKind.Vertex => cloud?.Region is null or "global" ? "https://aiplatform.googleapis.com/v1" : $"https://{cloud.Region}-aiplatform.googleapis.com/v1",
        ChannelKind.OpenRouter => "https://openrouter.ai/api/v1",
        ChannelKind.Ollama => "http://127.0.0.1:11434",
        ChannelKind.Cohere => "https://api.cohere.com/v2",
        _ => null,
    };

    /// <summary>The path an address without one stands for; null is the format's own.</summary>
    public static string? UsualPath(ChannelKind kind) => kind switch
    {
        ChannelKind.Azure => "/openai",
        ChannelKind.Bedrock or ChannelKind.Ollama => "/",
        ChannelKind.Vertex => "/v1",
        ChannelKind.OpenRouter => "/api/v1",
        ChannelKind.Cohere => "/v2",
        _ => null,
    };

    public static CloudSettings? Cloud(ChannelKind kind, Field channel, Field place, CompileScope scope)
    {
        string? region = channel["region"].Text();
        string? project = channel["project"].Text();
        string? version = channel["api_version"].Text();
        var credentials = channel["credentials"].Credential();
        var secret = channel["aws_secret_access_key"].Credential();
        string? id = channel["aws_access_key_id"].Text();
        var session = channel["aws_session_token"].Credential();
        string? profile = channel["aws_profile"].Text();
        switch (kind)
        {
            case ChannelKind.Azure:
                return new CloudSettings { ApiVersion = version };
            case ChannelKind.Bedrock:
                return Bedrock(channel, region ?? RegionIn(place, "bedrock-runtime.") ?? scope.Environment("AWS_REGION") ?? scope.Environment("AWS_DEFAULT_REGION"), id, secret, session, profile, scope);
            case ChannelKind.Vertex:
                credentials ??= scope.Environment("GOOGLE_APPLICATION_CREDENTIALS") is { Length: > 0 } file ? new Secret(file) : null;
                project ??= scope.Environment("GOOGLE_CLOUD_PROJECT") ?? scope.Environment("ANTHROPIC_VERTEX_PROJECT_ID");
                if (string.IsNullOrEmpty(project))
                {
                    channel["project"].Error($"Vertex needs the project's id", "add project: YOUR-PROJECT, or set GOOGLE_CLOUD_PROJECT");
                }

                if (credentials is null && !channel["access_key"].Exists)
                {
                    channel["credentials"].Warn("Vertex will refuse requests without a token", "add credentials: the service account's key file (or set GOOGLE_APPLICATION_CREDENTIALS), or access_key: a token");
                }

                return new CloudSettings { Region = region ?? RegionIn(place, "") ?? scope.Environment("GOOGLE_CLOUD_LOCATION") ?? scope.Environment("CLOUD_ML_REGION") ?? "global", Project = project, Credentials = credentials };
            default:
                return null;
        }
    }

    private static CloudSettings Bedrock(Field channel, string? region, string? id, Secret? secret, Secret? session, string? profile, CompileScope scope)
    {
        if (string.IsNullOrEmpty(region))
        {
            channel["region"].Error("Bedrock needs a region", "add region: us-east-1 (or where your models are), or set AWS_REGION");
        }

        if ((id is null) != (secret is null))
        {
            channel[id is null ? "aws_access_key_id" : "aws_secret_access_key"].Error("one half of the Amazon key is missing", "give both aws_access_key_id and aws_secret_access_key");
        }

        if (id is null && profile is null && scope.Environment("AWS_ACCESS_KEY_ID") is { Length: > 0 } envId && scope.Environment("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } envSecret)
        {
            (id, secret) = (envId, new Secret(envSecret));
            session ??= scope.Environment("AWS_SESSION_TOKEN") is { Length: > 0 } token ? new Secret(token) : null;
        }

        string? home = scope.Environment("HOME") ?? scope.Environment("USERPROFILE");
        string? file = scope.Environment("AWS_SHARED_CREDENTIALS_FILE") ?? (home is null ? null : Path.Combine(home, ".aws", "credentials"));
        if (id is null && file is null && !channel["access_key"].Exists && scope.Environment("AWS_BEARER_TOKEN_BEDROCK") is null)
        {
            channel["access_key"].Warn("Bedrock will refuse requests without keys", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK, or write access_key");
        }

        return new CloudSettings
        {
            Region = region,
            AwsAccessKeyId = id,
            AwsSecretAccessKey = secret,
            AwsSessionToken = session,
            AwsCredentialsFile = id is null ? file : null,
            AwsProfile = profile ?? scope.Environment("AWS_PROFILE") ?? "default",
        };
    }

    /// <summary>A key that the vendor's own tools read from the environment.</summary>
    public static Secret? KeyOfEnvironment(ChannelKind kind, CatalogProvider? vendor, CompileScope scope) =>
        (kind == ChannelKind.Bedrock ? ["AWS_BEARER_TOKEN_BEDROCK"] : vendor?.EnvironmentKeys ?? [])
        .Select(name => scope.Environment(name)?.Trim()).FirstOrDefault(static value => value is { Length: > 0 } && !SecretKeys.IsMask(value)) is { } key ? new Secret(key) : null;

    private static ChannelKind OfHost(Field place)
    {
        if (Address(place) is not { } address)
        {
            return ChannelKind.Plain;
        }

        string host = address.Host;
        return host switch
        {
            _ when Ends(host, ".openai.azure.com") || Ends(host, ".cognitiveservices.azure.com") || Ends(host, ".services.ai.azure.com") => ChannelKind.Azure,
            _ when host.StartsWith("bedrock-runtime", StringComparison.OrdinalIgnoreCase) && Ends(host, ".amazonaws.com") && !address.AbsolutePath.Contains("/openai", StringComparison.Ordinal) => ChannelKind.Bedrock,
            _ when Ends(host, "aiplatform.googleapis.com") && !address.AbsolutePath.Contains("/projects/", StringComparison.Ordinal) => ChannelKind.Vertex,
            _ when Ends(host, "openrouter.ai") => ChannelKind.OpenRouter,
            _ when Ends(host, "api.cohere.com") && !address.AbsolutePath.Contains("compatibility", StringComparison.Ordinal) => ChannelKind.Cohere,
            _ => ChannelKind.Plain,
        };
    }

    private static string? RegionIn(Field place, string prefix)
    {
        string host = Address(place)?.Host ?? "";
        if (prefix.Length > 0)
        {
            return host.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? host[prefix.Length..].Split('.')[0] : null;
        }

        return Ends(host, "-aiplatform.googleapis.com") ? host[..^"-aiplatform.googleapis.com".Length] : null;
    }

    private static Uri? Address(Field place) => place.Node?.Scalar is { } text ? EndpointAddress.Parse(text, "https", WireFormat.OpenAIChat) : null;

    private static bool Ends(string host, string tail) => host.EndsWith(tail, StringComparison.OrdinalIgnoreCase);
}
