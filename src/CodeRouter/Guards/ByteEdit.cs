using System.Text;

namespace CodeRouter.Guards;

/// <summary>One place of a body and what stands there instead.</summary>
public readonly record struct ByteEdit(int Start, int Length, string Text)
{
    /// <summary>The body with the edits made, which are in order and apart; every other byte stays.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> body, IReadOnlyList<ByteEdit> edits)
    {
        int size = body.Length;
        foreach (var edit in edits)
        {
            size += Encoding.UTF8.GetByteCount(edit.Text) - edit.Length;
        }

        byte[] made = new byte[size];
        int from = 0, to = 0;
        foreach (var edit in edits)
        {
            var kept = body[from..edit.Start];
            kept.CopyTo(made.AsSpan(to));
            to += kept.Length;
            to += Encoding.UTF8.GetBytes(edit.Text, made.AsSpan(to));
            from = edit.Start + edit.Length;
        }

        body[from..].CopyTo(made.AsSpan(to));
        return made;
    }
}
