using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Probabilities of an answer's tokens, kept as the list that both OpenAI formats share: <c>token</c>, <c>logprob</c>, <c>bytes</c> and
/// <c>top_logprobs</c>. Gemini says the same with two lists side by side.
/// </summary>
internal static class TokenOdds
{
    /// <summary>The list as it stands; null where there is none.</summary>
    public static byte[]? Of(JsonSpan list) => list.IsArray && list.HasItems ? JsonOut.OneLine(list.Raw).ToArray() : null;

    /// <summary>All lists as one; null where there is none.</summary>
    public static byte[]? Join(IEnumerable<byte[]?> lists)
    {
        byte[][] all = [.. lists.OfType<byte[]>()];
        if (all.Length < 2)
        {
            return all.FirstOrDefault();
        }

        var joined = new List<byte> { (byte)'[' };
        foreach (byte[] list in all)
        {
            joined.AddRange(joined.Count > 1 ? ","u8 : default);
            joined.AddRange(list.AsSpan(1, list.Length - 2));
        }

        joined.Add((byte)']');
        return [.. joined];
    }

    /// <param name="result">Gemini's <c>logprobsResult</c>.</param>
    public static byte[]? OfGemini(JsonSpan result)
    {
        var chosen = result.Either("chosenCandidates"u8, "chosen_candidates"u8);
        if (!chosen.HasItems)
        {
            return null;
        }

        var tops = result.Either("topCandidates"u8, "top_candidates"u8).Elements;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, JsonOut.Options);
        writer.WriteStartArray();
        foreach (var token in chosen.Elements)
        {
            writer.WriteStartObject();
            WriteToken(writer, token);
            writer.WriteStartArray("top_logprobs"u8);
            foreach (var other in tops.MoveNext() ? tops.Current["candidates"u8].Elements : default)
            {
                writer.WriteStartObject();
                WriteToken(writer, other);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The list as Gemini's <c>logprobsResult</c>.</summary>
    public static void WriteGemini(byte[] list, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("logprobsResult"u8);
        writer.WriteStartArray("topCandidates"u8);
        foreach (var token in new JsonSpan(list).Elements)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates"u8);
            foreach (var other in token["top_logprobs"u8].Elements)
            {
                WriteCandidate(writer, other);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("chosenCandidates"u8);
        foreach (var token in new JsonSpan(list).Elements)
        {
            WriteCandidate(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter writer, JsonSpan token)
    {
        writer.WriteStartObject();
        writer.WriteString("token"u8, token["token"u8].Text() ?? "");
        writer.WriteNumber("logProbability"u8, token["logprob"u8].Double() ?? 0);
        writer.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter writer, JsonSpan token)
    {
        string text = token["token"u8].Text() ?? "";
        writer.WriteString("token"u8, text);
        writer.WriteNumber("logprob"u8, token.Either("logProbability"u8, "log_probability"u8).Double() ?? 0);
        writer.WriteStartArray("bytes"u8);
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            writer.WriteNumberValue(unit);
        }

        writer.WriteEndArray();
    }
}
