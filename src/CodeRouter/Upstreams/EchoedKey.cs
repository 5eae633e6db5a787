using System.Text;

namespace CodeRouter.Upstreams;

/// <summary>A credential that an upstream repeats in its error: it belongs to the operator, and neither callers nor logs get it.</summary>
public static class EchoedKey
{
    private const string Mark = "•••";

    /// <summary>Below that a key is a word such as "none", which says nothing.</summary>
    private const int Shortest = 8;

    public static UpstreamFailure Without(UpstreamFailure failure, params ReadOnlySpan<string?> keys)
    {
        foreach (string? key in keys)
        {
            if (key is { Length: >= Shortest } && (failure.Message.Contains(key, StringComparison.Ordinal) || failure.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)) >= 0))
            {
                failure = failure with
                {
                    Message = Without(failure.Message, key), Body = failure.Body is { } body ? Encoding.UTF8.GetBytes(Without(Encoding.UTF8.GetString(body), key)) : null,
                };
            }
        }

        return failure;
    }

    public static string Without(string text, string? key) => key is { Length: >= Shortest } ? text.Replace(key, Mark, StringComparison.Ordinal) : text;
}
