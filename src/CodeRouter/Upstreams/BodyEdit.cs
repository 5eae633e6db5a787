using System.Net;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>One replacement in the caller's bytes: what stands at <paramref name="At"/> gives way to <paramref name="With"/>.</summary>
public readonly record struct BodyEdit(Slice At, ReadOnlyMemory<byte> With);

/// <summary>The caller's bytes with a few spans replaced, sent without building a new body.</summary>
public sealed class EditedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly BodyEdit[] _edits;
    private readonly long _length;

    /// <param name="edits">Ascending, not overlapping.</param>
    public EditedContent(ReadOnlyMemory<byte> body, BodyEdit[] edits, string contentType = "application/json")
    {
        _body = body;
        _edits = edits;
        _length = body.Length;
        foreach (var edit in edits)
        {
            _length += edit.With.Length - edit.At.Length;
        }

        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        int at = 0;
        foreach (var edit in _edits)
        {
            if (edit.At.Start > at)
            {
                await stream.WriteAsync(_body[at..edit.At.Start], cancellationToken);
            }

            await stream.WriteAsync(edit.With, cancellationToken);
            at = edit.At.End;
        }

        if (at < _body.Length)
        {
            await stream.WriteAsync(_body[at..], cancellationToken);
        }
    }
}
