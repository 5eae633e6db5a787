using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>Pictures, sounds and documents written into a request: known by what says so beside them, never by a member's name alone.</summary>
internal static class BinaryContent
{
    // Kinds of text that are not called text/….
    private static readonly byte[][] TextKinds = [.. ((string[])["json", "ndjson", "jsonl", "yaml", "x-yaml", "xml", "javascript", "x-javascript", "typescript", "x-typescript", "x-sh", "x-python", "toml", "sql"]).Select(System.Text.Encoding.ASCII.GetBytes)];

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"u8);

    /// <summary>An object that says of itself which format its <c>data</c> has, and that this is no text.</summary>
    public static bool IsIn(JsonSpan value)
    {
        bool said = false;
        var members = value.Members;
        while (members.MoveNext())
        {
            if (members.Is("media_type"u8) || members.Is("mimeType"u8) || members.Is("mime_type"u8))
            {
                if (IsOfText(members.Value.Inner))
                {
                    return false;
                }

                said = true;
            }

            said |= members.Is("format"u8) || (members.Is("type"u8) && (members.Value.Is("base64"u8) || members.Value.Is("redacted_thinking"u8)));
        }

        return said;
    }

    /// <summary>An object that says of its <c>data</c> that it is text in base64.</summary>
    public static bool IsText(JsonSpan value)
    {
        bool text = false;
        var members = value.Members;
        while (members.MoveNext())
        {
            if (members.Is("media_type"u8) || members.Is("mimeType"u8) || members.Is("mime_type"u8))
            {
                text = IsOfText(members.Value.Inner);
            }
            else if (members.Is("type"u8) && !members.Value.Is("base64"u8))
            {
                return false;
            }
        }

        return text;
    }

    /// <summary>Where the base64 begins in an address like <c>data:text/plain;base64,…</c>; 0 where it is no such address.</summary>
    public static int TextIn(ReadOnlySpan<byte> inner)
    {
        int comma = inner.StartsWith("data:"u8) ? inner.IndexOf((byte)',') : -1;
        return comma > 0 && inner[..comma].EndsWith(";base64"u8) && IsOfText(inner[5..comma]) && IsBase64(inner[(comma + 1)..]) ? comma + 1 : 0;
    }

    private static bool IsOfText(ReadOnlySpan<byte> mediaType)
    {
        if (mediaType.StartsWith("text/"u8))
        {
            return true;
        }

        int end = mediaType.IndexOf((byte)';');
        mediaType = end < 0 ? mediaType : mediaType[..end];
        var kind = mediaType[(mediaType.LastIndexOfAny((byte)'/', (byte)'+') + 1)..];
        foreach (byte[] known in TextKinds)
        {
            if (kind.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>data:image/png;base64,…</c> and nothing but base64 behind it. What is declared as text is read as text.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> inner)
    {
        if (!inner.StartsWith("data:"u8))
        {
            return false;
        }

        int comma = inner.IndexOf((byte)',');
        var head = inner[..Math.Max(0, comma)];
        bool binary = head.StartsWith("data:image/"u8) || head.StartsWith("data:audio/"u8) || head.StartsWith("data:video/"u8) || head.StartsWith("data:application/"u8);
        return binary && head.EndsWith(";base64"u8) && IsBase64(inner[(comma + 1)..]);
    }

    /// <summary>Nothing but letters of base64: words have spaces.</summary>
    public static bool IsBase64(ReadOnlySpan<byte> inner) => inner.IndexOfAnyExcept(Letters) < 0 || Unescaped(inner);

    // A slash may be written escaped.
    private static bool Unescaped(ReadOnlySpan<byte> inner)
    {
        for (int i = inner.IndexOfAnyExcept(Letters); i >= 0;)
        {
            if (inner[i] != '\\' || i + 1 >= inner.Length || inner[i + 1] != '/')
            {
                return false;
            }

            int more = inner[(i + 2)..].IndexOfAnyExcept(Letters);
            i = more < 0 ? -1 : i + 2 + more;
        }

        return true;
    }
}
