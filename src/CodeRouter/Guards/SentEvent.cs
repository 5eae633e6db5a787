using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>One complete server-sent event as it came. Lines may end in LF, CRLF or CR.</summary>
/// <param name="Length">Its bytes, blank line included.</param>
/// <param name="Name">What stands behind <c>event:</c>.</param>
/// <param name="Data">What stands behind <c>data:</c>, where that is one line.</param>
/// <param name="Joined">The data, where it is several lines; else null.</param>
internal readonly record struct SentEvent(int Length, Slice Name, Slice Data, byte[]? Joined)
{
    /// <summary>The next event; false where its blank line has not come yet.</summary>
    /// <param name="all">Nothing comes any more: what is left is an event.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, bool all, out SentEvent taken)
    {
        Slice name = default, data = default;
        byte[]? joined = null;
        bool hasData = false;
        int at = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < text.Length)
        {
            var rest = text[at..];
            int length = rest.IndexOfAny((byte)'\n', (byte)'\r');
            int next = length < 0 ? text.Length : at + length + (rest[length..].StartsWith("\r\n"u8) ? 2 : 1);
            var line = length < 0 ? rest : rest[..length];
            if (length < 0 && !all)
            {
                break;
            }

            if (line.IsEmpty)
            {
                taken = new SentEvent(next, name, data, joined);
                return true;
            }

            if (Value(line, "data:"u8, at) is { } more)
            {
                joined = hasData ? [.. joined ?? text.Slice(data.Start, data.Length), (byte)'\n', .. text.Slice(more.Start, more.Length)] : null;
                data = more;
                hasData = true;
            }
            else if (Value(line, "event:"u8, at) is { } called)
            {
                name = called;
            }

            at = next;
        }

        taken = new SentEvent(text.Length, name, data, joined);
        return all && text.Length > 0;
    }

    private static Slice? Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field, int at)
    {
        if (!line.StartsWith(field))
        {
            return null;
        }

        var value = line[field.Length..];
        var inner = value.TrimStart((byte)' ');
        return new Slice(at + line.Length - inner.Length, inner.TrimEnd((byte)' ').Length);
    }
}
