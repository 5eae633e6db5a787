using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Answers of the operations that generate no text: token counts, compaction, embeddings.</summary>
internal static class SideAnswers
{
    private const int Dimensions = 64;

    public static object Of(SimulatedCall call, long promptTokens, VendorIds ids, long now) => call.Operation switch
    {
        SimulatedOperation.CountTokens => Count(call.Format, promptTokens),
        SimulatedOperation.Compact => Compaction(call, promptTokens, ids, now),
        _ => Embeddings(call, promptTokens),
    };

    private static object Count(WireFormat format, long tokens) => format switch
    {
        WireFormat.Gemini => new { totalTokens = tokens, promptTokensDetails = new[] { new { modality = "TEXT", tokenCount = tokens } } },
        WireFormat.OpenAIResponses => new { @object = "response.input_tokens", input_tokens = tokens },
        _ => new { input_tokens = tokens },
    };

    private static object Compaction(SimulatedCall call, long tokens, VendorIds ids, long now) => new
    {
        id = ids.NextHex("resp_", 48),
        @object = "response.compaction",
        created_at = now,
        output = call.Messages.Where(item => item.Str("role") is "user").Cast<object>()
            .Append(new { id = ids.NextHex("cmp_", 48), type = "compaction", encrypted_content = "gAAAAAB" + ids.Next("", 120) }).ToArray(),
        usage = new { input_tokens = tokens, input_tokens_details = new { cached_tokens = 0 }, output_tokens = 120, output_tokens_details = new { reasoning_tokens = 0 }, total_tokens = tokens + 120 },
    };

    private static object Embeddings(SimulatedCall call, long tokens)
    {
        var input = call.Body.Get("input");
        var texts = input.IsList() ? input!.Value.EnumerateArray().Select(e => e.ToString()).ToArray() : [input?.ToString() ?? ""];
        bool base64 = call.Body.Str("encoding_format") is "base64";
        int dimensions = call.Body.Int("dimensions") ?? Dimensions;
        return new
        {
            @object = "list",
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = Vector(text, dimensions, base64) }).ToArray(),
            model = call.Model,
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        };
    }

    /// <summary>Hashed words, so that texts that share words lie closer together.</summary>
    private static object Vector(string text, int dimensions, bool base64)
    {
        var vector = new float[dimensions];
        foreach (string word in text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            uint hash = 2166136261;
            foreach (char c in word)
            {
                hash = (hash ^ c) * 16777619;
            }

            vector[hash % dimensions] += (hash >> 16 & 1) == 0 ? 1 : -1;
        }

        float length = MathF.Max(1e-6f, MathF.Sqrt(vector.Sum(x => x * x)));
        for (int i = 0; i < dimensions; i++)
        {
            vector[i] /= length;
        }

        return base64 ? Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan())) : vector;
    }
}
