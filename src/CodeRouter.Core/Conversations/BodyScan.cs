using System.Text;
using System.Text.Json;

namespace CodeRouter.Core.Conversations;

/// <summary>The first thing wrong with a body, as found by the scan.</summary>
public enum ScanProblem : byte
{
    None,

    /// <summary>Not well-formed JSON.</summary>
    Malformed,

    /// <summary>Well-formed, but the outermost value is no object.</summary>
    NotAnObject,

    /// <summary>Nested deeper than <see cref="JsonScanner.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>Bytes that are no UTF-8.</summary>
    InvalidUtf8,
}

/// <summary>Spans that one pass over the body found: the outermost members and the elements of the message list.</summary>
public sealed class BodyScan
{
    // A field, not a property: it is written in place.
    internal SeenWords Words;

    internal List<Member> MemberList { get; } = new(16);

    internal List<Slice> MessageList { get; } = new(16);

    public ScanProblem Problem { get; internal set; }

    /// <summary>Byte offset of the problem.</summary>
    public int ProblemAt { get; internal set; }

    public IReadOnlyList<Member> Members => MemberList;

    /// <summary>
    /// Elements of <c>messages</c>, <c>input</c> or <c>contents</c>, in order; where the value is a string or one object, that is the only one.
    /// </summary>
    public IReadOnlyList<Slice> Messages => MessageList;

    /// <summary>Offset just behind the closing brace of the outermost object.</summary>
    public int ObjectEnd { get; internal set; }

    /// <summary>Offset of the first byte that is not ASCII; -1 where all are.</summary>
    public int FirstOther { get; internal set; } = -1;

    /// <summary>Pictures and files that stand in the messages as base64, and their bytes as written.</summary>
    public int Binaries { get; internal set; }

    public int BinaryBytes { get; internal set; }

    /// <summary>
    /// Whether a member of this name, or a <c>type</c> or <c>name</c> of this value, may stand somewhere in the messages; when not, none does.
    /// </summary>
    public bool MayHold(ReadOnlySpan<byte> word) => Words.MayHold(word);

    /// <summary>The value of the last member of this name; empty when there is none.</summary>
    public Slice Find(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        for (int i = MemberList.Count - 1; i >= 0; i--)
        {
            var member = MemberList[i];
            if (NameEquals(body.Slice(member.Name.Start, member.Name.Length), name))
            {
                return member.Value;
            }
        }

        return default;
    }

    /// <summary>How many members carry this name (a body may name one twice, and parsers differ on which counts).</summary>
    public int Count(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        int count = 0;
        foreach (var member in MemberList)
        {
            if (NameEquals(body.Slice(member.Name.Start, member.Name.Length), name))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Compares a name as written, escapes and all, with a plain one.</summary>
    public static bool NameEquals(ReadOnlySpan<byte> written, ReadOnlySpan<byte> plain)
    {
        // An escape is always longer than what it stands for.
        if (written.Length <= plain.Length)
        {
            return written.SequenceEqual(plain);
        }

        if (written.Length > plain.Length * 6 || !written.Contains((byte)'\\'))
        {
            return false;
        }

        Span<byte> quoted = stackalloc byte[written.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        written.CopyTo(quoted[1..]);
        try
        {
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() && reader.ValueTextEquals(plain);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Decodes a string token (quotes included); null when it is no string or no valid text.</summary>
    public static string? DecodeString(ReadOnlySpan<byte> token)
    {
        if (token.Length < 2 || token[0] != '"')
        {
            return null;
        }

        var inner = token[1..^1];
        if (!inner.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inner);
        }

        try
        {
            var reader = new Utf8JsonReader(token);
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
