namespace CodeRouter.Config;

/// <summary>Keys of the file whose values are credentials.</summary>
internal static class SecretKeys
{
    private static readonly string[] Names = ["access_key", "api_key", "postgres", "password", "token", "secret", "authorization", "x-api-key", "api-key", "x-goog-api-key", "credentials", "aws_secret_access_key", "aws_session_token", "webhook"];

    public static IReadOnlyList<string> All => Names;

    public static bool Holds(string key) => Names.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing but a reference to the environment: that is no secret. With a default behind it, it may be one.</summary>
    public static bool IsReference(string value) =>
        value.StartsWith("${", StringComparison.Ordinal) && value.IndexOf('}', StringComparison.Ordinal) == value.Length - 1 && !value.Contains(":-", StringComparison.Ordinal);

    /// <summary>Dots or stars in place of a key, as a dashboard shows it: no key.</summary>
    public static bool IsMask(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExcept("•*.…● ");
}
