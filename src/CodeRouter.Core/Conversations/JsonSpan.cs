using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// One value inside a JSON text that a scan has found well-formed: its raw bytes, walked in place.
/// Leaping over values costs a vector search per string, so looking into a few members of a large object is nearly free,
/// where a token reader would walk every escaped string byte by byte. On text that is not well-formed walks end early; nothing throws.
/// </summary>
public readonly ref struct JsonSpan
{
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",]} \t\r\n"u8);

    /// <param name="raw">The value without white space around it; empty stands for "not there".</param>
    public JsonSpan(ReadOnlySpan<byte> raw) => Raw = raw;

    /// <param name="raw">The same.</param>
    /// <param name="nodes">Its own place and those of all values inside it; empty where no index was made.</param>
    internal JsonSpan(ReadOnlySpan<byte> raw, ReadOnlySpan<ValuePlace> nodes)
    {
        Raw = raw;
        _nodes = nodes;
    }

    private readonly ReadOnlySpan<ValuePlace> _nodes;

    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>The value in a text that may have white space around it.</summary>
    public static JsonSpan Of(ReadOnlySpan<byte> text) => new(text.Trim(" \t\r\n"u8));

    /// <summary>There is a value and it is not null.</summary>
    public bool Exists => !Raw.IsEmpty && Raw[0] != 'n';

    public bool IsObject => !Raw.IsEmpty && Raw[0] == '{';

    public bool IsArray => !Raw.IsEmpty && Raw[0] == '[';

    public bool IsString => Raw.Length >= 2 && Raw[0] == '"';

    public bool IsTrue => !Raw.IsEmpty && Raw[0] == 't';

    public bool IsFalse => !Raw.IsEmpty && Raw[0] == 'f';

    public bool IsNumber => !Raw.IsEmpty && Raw[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-';

    /// <summary>A string between its quotes, still escaped; empty for anything else.</summary>
    public ReadOnlySpan<byte> Inner => IsString ? Raw[1..^1] : default;

    /// <summary>A string with something in it.</summary>
    public bool HasText => Raw.Length > 2 && Raw[0] == '"';

    /// <summary>An array with at least one element, or an object with at least one member.</summary>
    public bool HasItems => (IsArray || IsObject) && Raw[1..^1].IndexOfAnyExcept(" \t\r\n"u8) >= 0;

    /// <summary>The value of the last member of this name; not there when this is no object.</summary>
    public JsonSpan this[ReadOnlySpan<byte> name]
    {
        get
        {
            JsonSpan found = default;
            var members = Members;
            while (members.MoveNext())
            {
                if (members.Is(name))
                {
                    found = members.Value;
                }
            }

            return found;
        }
    }

    /// <summary>The member under either of two spellings.</summary>
    public JsonSpan Either(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var first = this[name];
        return first.Exists ? first : this[other];
    }

    public MemberWalk Members => new(Raw, _nodes);

    public ElementWalk Elements => new(Raw, _nodes);

    /// <summary>Whether this is a string that reads so.</summary>
    public bool Is(ReadOnlySpan<byte> plain) => IsString && BodyScan.NameEquals(Inner, plain);

    /// <summary>A string decoded; null for anything else.</summary>
    public string? Text() => IsString ? JsonText.Decode(Inner) : null;

    /// <summary>A string decoded, anything else as the JSON it is; null when not there or null.</summary>
    public string? TextOrJson() => IsString ? JsonText.Decode(Inner) : Exists ? Encoding.UTF8.GetString(Raw) : null;

    /// <summary>A number, also where it is written with a fraction or inside quotes; null for anything else.</summary>
    public long? Long()
    {
        var digits = IsString ? Inner : IsNumber ? Raw : default;
        if (Utf8Parser.TryParse(digits, out long whole, out int used) && used == digits.Length)
        {
            return whole;
        }

        return Double() is { } number && Math.Abs(number) < 9e15 ? (long)number : null;
    }

    public double? Double()
    {
        var digits = IsString ? Inner : IsNumber ? Raw : default;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    public int? Int() => Long() is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    internal static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }

    /// <summary>From an opening quote to just behind the closing one; the end of the text when there is none.</summary>
    internal static int StringEnd(ReadOnlySpan<byte> json, int open)
    {
        int end = JsonStrings.End(json, open);
        return end < 0 ? json.Length : end;
    }

    internal static int ValueEnd(ReadOnlySpan<byte> json, int start)
    {
        if (start >= json.Length)
        {
            return start;
        }

        switch (json[start])
        {
            case (byte)'"':
                return StringEnd(json, start);
            case (byte)'{' or (byte)'[':
                return ContainerEnd(json, start);
            default:
                int length = json[start..].IndexOfAny(ScalarEnds);
                return length < 0 ? json.Length : start + length;
        }
    }

    private static int ContainerEnd(ReadOnlySpan<byte> json, int start)
    {
        int depth = 0;
        int i = start;
        while (i < json.Length)
        {
            int hit = json[i..].IndexOfAny(Brackets);
            if (hit < 0)
            {
                break;
            }

            i += hit;
            switch (json[i])
            {
                case (byte)'"':
                    i = StringEnd(json, i);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    if (--depth == 0)
                    {
                        return i + 1;
                    }

                    break;
            }

            i++;
        }

        return json.Length;
    }
}
