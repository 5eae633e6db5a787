using CodeRouter.Config;

namespace CodeRouter.Dashboard;

/// <summary>The router's address as whoever asks reaches it.</summary>
internal static class ReachedAt
{
    /// <summary>The configured public address, else the one in the request; without a slash at the end.</summary>
    public static string Of(Settings settings, HttpRequest request) =>
        settings.Server.PublicUrl is { } url ? url.AbsoluteUri.TrimEnd('/') : $"{request.Scheme}://{request.Host}";
}
