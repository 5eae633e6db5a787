using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Media types where a format names them otherwise or not at all.</summary>
internal static class MediaTypes
{
    /// <summary>Splits a <c>data:</c> address; anything else is an address.</summary>
    public static Media OfUrl(string url, string fallbackType)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && url.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma)
        {
            string head = url[5..comma];
            int semicolon = head.IndexOf(';', StringComparison.Ordinal);
            string type = semicolon < 0 ? head : head[..semicolon];
            if (head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            {
                return new Media(type.Length == 0 ? fallbackType : type) { Data = url[(comma + 1)..] };
            }
        }

        return new Media(OfName(url) ?? fallbackType) { Url = url };
    }

    public static string DataUrl(Media media) => string.Concat("data:", media.MimeType, ";base64,", media.Data);

    public static PartKind KindOf(string mimeType) =>
        mimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? PartKind.Image
        : mimeType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? PartKind.Audio
        : PartKind.Document;

    /// <summary>The text of a document that is nothing but text; null for all others.</summary>
    public static string? PlainText(Media media)
    {
        bool text = media.MimeType.StartsWith("text/", StringComparison.Ordinal) || media.MimeType is "application/json" or "application/xml" or "application/yaml";
        if (media.PlainText is not null || media.Data is null || !text)
        {
            return media.PlainText;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(media.Data));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The same with its name as a heading, where there is no other place for it.</summary>
    public static string? TitledText(Media media) => PlainText(media) is { } plain ? media.Name is null ? plain : media.Name + ":\n" + plain : null;

    /// <summary>OpenAI's audio formats.</summary>
    public static string AudioType(string? format) => format switch
    {
        "mp3" => "audio/mpeg",
        null or "" => "audio/wav",
        _ => "audio/" + format,
    };

    public static string AudioFormat(string mimeType) => mimeType switch
    {
        "audio/mpeg" or "audio/mp3" => "mp3",
        _ when mimeType.StartsWith("audio/", StringComparison.Ordinal) => mimeType["audio/".Length..].Replace("x-", "", StringComparison.Ordinal),
        _ => "wav",
    };

    private static string? OfName(string url)
    {
        int end = url.IndexOfAny(['?', '#']);
        string path = end < 0 ? url : url[..end];
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".pdf" => "application/pdf",
            ".txt" => "text/plain",
            ".mp3" => "audio/mpeg",
            ".wav" => "audio/wav",
            ".mp4" => "video/mp4",
            _ => null,
        };
    }
}
