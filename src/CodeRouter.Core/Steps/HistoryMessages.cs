using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Steps;

/// <summary>
/// Messages of a history, remembered as they were read. An agent repeats its conversation with every request: all but the newest two or three
/// messages were read for the request before, and reading them was a third of reading a step. Told apart by all of their bytes, not by a
/// fingerprint somebody could forge to have another's messages misread.
/// </summary>
internal static class HistoryMessages
{
    // Bounds what is remembered to some ten megabytes, however long the messages.
    private const int MostMessages = 1024;
    private const int LongestKept = 4_096;
    private static readonly Generations<RawMessage, Message> Known = new(MostMessages);

    public static Message Read(RequestView request, IRequestReader reader, int index, ReadLimits limits)
    {
        var slice = request.Scan.Messages[index];
        if (slice.Length > LongestKept)
        {
            return reader.ReadMessage(request[slice], limits);
        }

        var raw = new RawMessage(reader, limits, request.Body.Slice(slice.Start, slice.Length));
        if (!Known.TryGet(raw, out var message))
        {
            message = reader.ReadMessage(raw.Bytes.Span, limits);
            Known.Keep(raw.Copy(), message);
        }

        return message;
    }

    /// <summary>What a reading depends on. The bytes may be of a pooled body: what is kept holds a copy.</summary>
    private readonly struct RawMessage(IRequestReader reader, ReadLimits limits, ReadOnlyMemory<byte> bytes) : IEquatable<RawMessage>
    {
        private readonly int _hash = HashOf(bytes.Span);

        public ReadOnlyMemory<byte> Bytes => bytes;

        public RawMessage Copy() => new(reader, limits, bytes.ToArray());

        public bool Equals(RawMessage other) => _hash == other._hash && ReferenceEquals(reader, other.Reader) && limits == other.Limits && bytes.Span.SequenceEqual(other.Bytes.Span);

        public override bool Equals(object? obj) => obj is RawMessage other && Equals(other);

        public override int GetHashCode() => _hash;

        private IRequestReader Reader => reader;

        private ReadLimits Limits => limits;

        // Messages differ in the ids at their beginning or in what they end with; those that do not are told apart by their bytes all the same.
        private static int HashOf(ReadOnlySpan<byte> bytes)
        {
            const int end = 128;
            var hash = default(HashCode);
            hash.Add(bytes.Length);
            hash.AddBytes(bytes[..Math.Min(bytes.Length, end)]);
            hash.AddBytes(bytes[^Math.Min(bytes.Length, end)..]);
            return hash.ToHashCode();
        }
    }
}
