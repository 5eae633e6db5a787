using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>
/// What a form (<c>multipart/form-data</c>) says of itself, found without taking it apart: where the model's name stands, whether a stream
/// is asked for, and how much of it is text. The files in it are never looked into.
/// </summary>
/// <param name="Model">The bare value; empty where there is no such field.</param>
/// <param name="TextBytes">Bytes of the fields that are no files.</param>
/// <param name="FileBytes">Bytes of the files.</param>
public readonly record struct FormScan(Slice Model, int Models, bool Stream, long TextBytes, long FileBytes)
{
    /// <summary>Null when the bytes are no form with this boundary, closed by it.</summary>
    public static FormScan? Read(ReadOnlySpan<byte> body, string contentType)
    {
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return null;
        }

        byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        byte[] next = Encoding.UTF8.GetBytes("\r\n--" + boundary);
        int at = body.StartsWith(delimiter) ? delimiter.Length : body.IndexOf(next) is >= 0 and var first ? first + next.Length : -1;
        var form = default(FormScan);
        while (at >= 0)
        {
            var rest = body[at..];
            if (rest.StartsWith("--"u8))
            {
                return form;
            }

            int head = rest.IndexOf("\r\n\r\n"u8);
            int length = head < 0 ? -1 : rest[(head + 2)..].IndexOf(next);
            if (length < 0)
            {
                return null;
            }

            // The blank line's second half may at once be the delimiter's first: an empty value.
            int value = at + head + 4;
            int end = at + head + 2 + length;
            form = form.With(body, rest[..head], new Slice(value, Math.Max(0, end - value)));
            at = end + next.Length;
        }

        return null;
    }

    private FormScan With(ReadOnlySpan<byte> body, ReadOnlySpan<byte> headers, Slice value)
    {
        string disposition = Disposition(headers);
        if (Parameter(disposition, "filename") is not null || Parameter(disposition, "filename*") is not null)
        {
            return this with { FileBytes = FileBytes + value.Length };
        }

        var form = this with { TextBytes = TextBytes + value.Length };
        return Parameter(disposition, "name") switch
        {
            "model" => form with { Model = value, Models = Models + 1 },
            "stream" => form with { Stream = body.Slice(value.Start, value.Length).SequenceEqual("true"u8) },
            _ => form,
        };
    }

    private static string Disposition(ReadOnlySpan<byte> headers)
    {
        foreach (string line in Encoding.UTF8.GetString(headers).Split("\r\n"))
        {
            if (line.StartsWith("content-disposition:", StringComparison.OrdinalIgnoreCase))
            {
                return line["content-disposition:".Length..];
            }
        }

        return "";
    }

    private static string? BoundaryOf(string contentType) =>
        contentType.TrimStart().StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) && Parameter(contentType, "boundary") is { Length: > 0 and <= 200 } boundary ? boundary : null;

    /// <summary>The value behind <c>; name=</c>, quoted or not.</summary>
    private static string? Parameter(string header, string name)
    {
        int at = 0;
        while ((at = header.IndexOf(';', at)) >= 0)
        {
            var rest = header.AsSpan(++at).TrimStart();
            if (!rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) || !rest[name.Length..].TrimStart().StartsWith('='))
            {
                continue;
            }

            var value = rest[(rest.IndexOf('=') + 1)..].TrimStart();
            if (value.StartsWith('"'))
            {
                int close = value[1..].IndexOf('"');
                return close < 0 ? null : value.Slice(1, close).ToString();
            }

            int end = value.IndexOf(';');
            return (end < 0 ? value : value[..end]).TrimEnd().ToString();
        }

        return null;
    }
}
