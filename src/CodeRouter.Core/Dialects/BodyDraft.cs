using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// A request body whose outermost members are changed one after the other; everything else stays byte for byte. Each change copies the
/// body: this is for the rare request an operator wants shaped, not for every one.
/// </summary>
internal sealed class BodyDraft(ReadOnlyMemory<byte> body)
{
    private BodyScan _scan = JsonScanner.Scan(body.Span);

    public ReadOnlyMemory<byte> Body { get; private set; } = body;

    /// <summary>Raw JSON of an outermost member; empty where there is none.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> name] =>
        _scan.Find(Body.Span, name) is { IsEmpty: false } at ? Body.Span.Slice(at.Start, at.Length) : default;

    /// <summary>Replaces a member's value, or adds the member behind the others.</summary>
    public void Put(string name, ReadOnlySpan<byte> json)
    {
        byte[] encoded = JsonSerializer.SerializeToUtf8Bytes(name, TextJson.Default.String);
        var at = _scan.Find(Body.Span, encoded.AsSpan(1, encoded.Length - 2));
        if (!at.IsEmpty)
        {
            Splice(at.Start, at.Length, json);
            return;
        }

        int brace = Body.Span[..Math.Min(_scan.ObjectEnd, Body.Length)].LastIndexOf((byte)'}');
        Splice(brace, 0, [.. _scan.Members.Count > 0 ? ","u8 : ""u8, .. encoded, (byte)':', .. json]);
    }

    /// <summary>Takes a member out, with its comma.</summary>
    public void Remove(string name)
    {
        byte[] encoded = JsonSerializer.SerializeToUtf8Bytes(name, TextJson.Default.String);
        for (int i = _scan.Members.Count - 1; i >= 0; i--)
        {
            var member = _scan.Members[i];
            if (!Body.Span.Slice(member.Name.Start, member.Name.Length).SequenceEqual(encoded.AsSpan(1, encoded.Length - 2)))
            {
                continue;
            }

            int start = member.Name.Start - 1, end = member.Value.End;
            if (i + 1 < _scan.Members.Count)
            {
                end = _scan.Members[i + 1].Name.Start - 1;
            }
            else if (i > 0)
            {
                start = _scan.Members[i - 1].Value.End;
            }

            Splice(start, end - start, default);
        }
    }

    /// <summary>Puts something in behind the opening bracket of a member that is an array; false when it is none.</summary>
    public bool PutFirst(ReadOnlySpan<byte> name, ReadOnlySpan<byte> element)
    {
        var at = _scan.Find(Body.Span, name);
        if (at.IsEmpty || Body.Span[at.Start] != '[')
        {
            return false;
        }

        bool empty = !new JsonSpan(Body.Span.Slice(at.Start, at.Length)).HasItems;
        Splice(at.Start + 1, 0, empty ? element : [.. element, (byte)',']);
        return true;
    }

    /// <summary>Replaces a piece of the body by its place.</summary>
    public void Splice(int start, int length, ReadOnlySpan<byte> with)
    {
        var next = new byte[Body.Length - length + with.Length];
        Body.Span[..start].CopyTo(next);
        with.CopyTo(next.AsSpan(start));
        Body.Span[(start + length)..].CopyTo(next.AsSpan(start + with.Length));
        Body = next;
        _scan = JsonScanner.Scan(Body.Span);
    }

    /// <summary>Where message number <paramref name="index"/> stands.</summary>
    public Slice MessageAt(int index) => _scan.Messages[index];

    public int Messages => _scan.Messages.Count;

    public static byte[] Text(string text) => JsonSerializer.SerializeToUtf8Bytes(text, TextJson.Default.String);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TextJson : System.Text.Json.Serialization.JsonSerializerContext;
