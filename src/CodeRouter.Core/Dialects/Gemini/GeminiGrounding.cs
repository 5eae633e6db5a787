using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Writes sources as this format has them: each once, and by byte offsets in all the text which pieces it stands for.</summary>
internal static class GeminiGrounding
{
    /// <param name="citations">With offsets in the whole text.</param>
    /// <param name="text">All the text of the answer.</param>
    public static void Write(IReadOnlyCollection<Citation> citations, string text, Utf8JsonWriter writer)
    {
        if (citations.Count == 0)
        {
            return;
        }

        var sources = citations.GroupBy(static c => c.Url, StringComparer.Ordinal).Select(static g => g.First()).ToList();
        writer.WriteStartObject("groundingMetadata"u8);
        writer.WriteStartArray("groundingChunks"u8);
        foreach (var source in sources)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("web"u8);
            writer.WriteString("uri"u8, source.Url);
            writer.WriteString("title"u8, source.Title ?? "");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("groundingSupports"u8);
        foreach (var piece in citations.Where(static c => c.End > c.Start).GroupBy(static c => (Start: c.Start ?? 0, End: c.End ?? 0)))
        {
            WriteSupport(piece.Key.Start, piece.Key.End, text, piece.Select(c => sources.FindIndex(s => string.Equals(s.Url, c.Url, StringComparison.Ordinal))), writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSupport(int start, int end, string text, IEnumerable<int> sources, Utf8JsonWriter writer)
    {
        start = Math.Clamp(start, 0, text.Length);
        end = Math.Clamp(end, start, text.Length);
        writer.WriteStartObject();
        writer.WriteStartObject("segment"u8);
        int from = Encoding.UTF8.GetByteCount(text.AsSpan(0, start));
        if (from > 0)
        {
            writer.WriteNumber("startIndex"u8, from);
        }

        writer.WriteNumber("endIndex"u8, from + Encoding.UTF8.GetByteCount(text.AsSpan(start, end - start)));
        writer.WriteString("text"u8, text.AsSpan(start, end - start));
        writer.WriteEndObject();
        writer.WriteStartArray("groundingChunkIndices"u8);
        foreach (int source in sources.Distinct())
        {
            writer.WriteNumberValue(source);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
