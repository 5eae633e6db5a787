using System.Buffers;

namespace CodeRouter.Gateway;

/// <summary>
/// Whether a body that is relayed piece by piece ended as a whole JSON value: brackets and strings are followed, nothing is kept.
/// An upstream may close a cut body as properly as a complete one, so the end of the bytes alone proves nothing.
/// </summary>
internal sealed class JsonShapeWatch
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> InsideString = SearchValues.Create("\"\\"u8);
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _seen;

    public bool IsWhole => _seen && _depth == 0 && !_inString;

    public void See(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_escaped)
            {
                _escaped = false;
                bytes = bytes[1..];
                continue;
            }

            int at = bytes.IndexOfAny(_inString ? InsideString : Structure);
            if (at < 0)
            {
                return;
            }

            Note(bytes[at]);
            bytes = bytes[(at + 1)..];
        }
    }

    private void Note(byte mark)
    {
        switch (mark)
        {
            case (byte)'"':
                _inString = !_inString;
                break;
            case (byte)'\\':
                _escaped = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                _seen = true;
                break;
            default:
                _depth--;
                break;
        }
    }
}
