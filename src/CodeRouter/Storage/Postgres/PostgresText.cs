using System.Text;

namespace CodeRouter.Storage.Postgres;

/// <summary>Text as PostgreSQL takes it: no character 0, no half of a surrogate pair. Others' bytes must not keep a step out of the books.</summary>
internal static class PostgresText
{
    public static string Of(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            text = text.Replace('\0', '\uFFFD');
        }

        return text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }
}
