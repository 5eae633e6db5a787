using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>
/// The sources an answer names and the pieces of its text they stand for. They are told at the end, by byte offsets in all the text there was;
/// each text waits for them, in its own units.
/// </summary>
internal sealed class GeminiSources(Losses losses)
{
    private const int Most = 1000;

    private readonly List<(Citation Source, int Start, int End, string? Words)> _due = [];
    private readonly HashSet<(string, int, int)> _seen = [];
    private readonly StringBuilder _text = new();

    /// <summary>UTF-16 units of text so far.</summary>
    public int Length => _text.Length;

    public void Say(string text) => _text.Append(text);

    /// <param name="candidate">Of an answer or of a chunk.</param>
    public void Read(JsonSpan candidate)
    {
        var grounding = candidate.Either("groundingMetadata"u8, "grounding_metadata"u8);
        if (grounding.IsObject)
        {
            ReadGrounding(grounding);
        }

        // What is repeated from elsewhere word for word.
        var recited = candidate.Either("citationMetadata"u8, "citation_metadata"u8);
        foreach (var source in recited.Either("citationSources"u8, "citations"u8).Elements)
        {
            if (source["uri"u8].Text() is { Length: > 0 } url)
            {
                Add(new Citation(url, source["title"u8].Text(), null, null, null), source["startIndex"u8].Int() ?? 0, source["endIndex"u8].Int() ?? 0, null);
            }
            else
            {
                losses.Add("citations");
            }
        }
    }

    /// <summary>What is known by now of the text between two places of all of it; offsets are the piece's own.</summary>
    /// <param name="last">No other text follows: sources for pieces that are told already, and those for no piece, are this one's.</param>
    public List<Citation> Take(int from, int to, bool last)
    {
        var found = new List<Citation>();
        if (_due.Count == 0)
        {
            return found;
        }

        string text = _text.ToString();
        int[] places = Places(text);
        for (int i = 0; i < _due.Count; i++)
        {
            var (source, start, end) = Within(_due[i], text, places);
            if (end > start && start < to && end > from)
            {
                found.Add(source with { Start = Math.Max(start, from) - from, End = Math.Min(end, to) - from });
            }
            else if (last)
            {
                found.Add(source);
            }
            else
            {
                continue;
            }

            _due.RemoveAt(i--);
        }

        return found;
    }

    /// <summary>There was no text that could name them.</summary>
    public void End() => losses.AddIf(_due.Count > 0, "citations");

    private void ReadGrounding(JsonSpan grounding)
    {
        losses.AddIf(grounding.Either("webSearchQueries"u8, "web_search_queries"u8).HasItems, "server_tool_blocks");
        var sources = new List<Citation?>();
        foreach (var chunk in grounding.Either("groundingChunks"u8, "grounding_chunks"u8).Elements)
        {
            sources.Add(Source(chunk));
        }

        losses.AddIf(sources.Contains(null), "citations");
        var told = new HashSet<int>();
        foreach (var support in grounding.Either("groundingSupports"u8, "grounding_supports"u8).Elements)
        {
            var segment = support["segment"u8];
            int start = segment.Either("startIndex"u8, "start_index"u8).Int() ?? 0;
            int end = segment.Either("endIndex"u8, "end_index"u8).Int() ?? 0;
            foreach (var index in support.Either("groundingChunkIndices"u8, "grounding_chunk_indices"u8).Elements)
            {
                if (index.Int() is { } at and >= 0 && at < sources.Count && sources[at] is { } source)
                {
                    told.Add(at);
                    Add(source, start, end, segment["text"u8].Text());
                }
            }
        }

        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i] is { } source && !told.Contains(i))
            {
                Add(source, 0, 0, null);
            }
        }
    }

    private static Citation? Source(JsonSpan chunk)
    {
        var members = chunk.Members;
        while (members.MoveNext())
        {
            // web, maps, or a document of the caller's own, which may have no address that others can open.
            if (members.Value["uri"u8].Text() is { } url && url.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            {
                return new Citation(url, members.Value["title"u8].Text(), null, null, null);
            }
        }

        return null;
    }

    private void Add(Citation source, int start, int end, string? words)
    {
        losses.AddIf(_seen.Count == Most, "citations");
        if (_seen.Count < Most && _seen.Add((source.Url, start, end)))
        {
            _due.Add((source, start, end, words));
        }
    }

    /// <summary>Where a source's piece stands in the whole text; its words win over its numbers.</summary>
    private static (Citation Source, int Start, int End) Within((Citation Source, int Start, int End, string? Words) due, string text, int[] places)
    {
        int start = Math.Clamp(due.Start, 0, places.Length - 1);
        int end = Math.Clamp(due.End, 0, places.Length - 1);
        (start, end) = (places[start], Math.Max(places[start], places[end]));
        if (due.Words is { Length: > 0 } words && (end - start != words.Length || !text.AsSpan(start, end - start).SequenceEqual(words)))
        {
            start = text.IndexOf(words, StringComparison.Ordinal);
            (start, end) = start < 0 ? (0, 0) : (start, start + words.Length);
        }

        return (due.Source, start, end);
    }

    /// <summary>For each byte of the text the UTF-16 unit it belongs to.</summary>
    private static int[] Places(string text)
    {
        int[] places = new int[Encoding.UTF8.GetByteCount(text) + 1];
        int at = 0;
        int unit = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            places.AsSpan(at, rune.Utf8SequenceLength).Fill(unit);
            at += rune.Utf8SequenceLength;
            unit += rune.Utf16SequenceLength;
        }

        places[^1] = text.Length;
        return places;
    }
}
