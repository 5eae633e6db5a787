using System.Buffers;
using System.Buffers.Text;
using System.Text;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>
/// <c>/session/NAME/v1/…</c> and <c>/session/NAME/repo/BASE64URL/v1/…</c>: the plain path, with the session and the repository said in the
/// address. For agents that can be given an address but no header of ours.
/// </summary>
internal static class SessionPath
{
    private const string Start = "/session/", Repository = "repo/";
    private const int LongestName = 200, LongestRepository = 4000;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:");

    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.Value is { } path && path.StartsWith(Start, StringComparison.Ordinal) && Read(path) is { } said)
        {
            http.Request.Path = path[said.End..];
            http.Request.Headers["X-CodeRouter-Session"] = said.Session;
            if (said.Repository is not null)
            {
                http.Request.Headers[RepositoryHeader.Name] = RepositoryHeader.Write(said.Repository);
            }
        }

        return next(http);
    }

    // What does not read goes on as it is, to be not found.
    private static (string Session, string? Repository, int End)? Read(string path)
    {
        int end = path.IndexOf('/', Start.Length);
        if (end < 0 || end - Start.Length is 0 or > LongestName || path.AsSpan(Start.Length, end - Start.Length).ContainsAnyExcept(NameCharacters))
        {
            return null;
        }

        string session = path[Start.Length..end];
        if (!path.AsSpan(end + 1).StartsWith(Repository, StringComparison.Ordinal))
        {
            return (session, null, end);
        }

        int from = end + 1 + Repository.Length, to = path.IndexOf('/', from);
        return to - from is > 0 and <= LongestRepository && Base64Url.IsValid(path.AsSpan(from, to - from)) && Text(path.AsSpan(from, to - from)) is { } repository
            ? (session, repository, to)
            : null;
    }

    private static string? Text(ReadOnlySpan<char> encoded)
    {
        string text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded));
        return text.Any(char.IsControl) ? null : text;
    }
}
