using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Lowers the longest answer a request asks for. What asks for none is left as it is.</summary>
internal static class OutputShape
{
    public static void Limit(BodyDraft draft, WireFormat format, int most)
    {
        foreach (string name in Names(format))
        {
            if (new JsonSpan(draft[Encoding.UTF8.GetBytes(name)]).Long() > most)
            {
                draft.Put(name, Number(most));
            }
        }

        if (format == WireFormat.Gemini)
        {
            Nested(draft, "generationConfig", "maxOutputTokens", now => now.Long() > most ? Number(most) : null);
        }
    }

    /// <summary>Replaces or adds a member of an outermost object; nothing is done where <paramref name="next"/> gives null.</summary>
    public static void Nested(BodyDraft draft, string outer, string inner, NextValue next)
    {
        byte[] outerName = Encoding.UTF8.GetBytes(outer), innerName = Encoding.UTF8.GetBytes(inner);
        var holder = new JsonSpan(draft[outerName]);
        var now = holder.IsObject ? holder[innerName] : default;
        if (next(now) is not { } value)
        {
            return;
        }

        if (!holder.IsObject)
        {
            draft.Put(outer, [.. "{\""u8, .. innerName, .. "\":"u8, .. value, (byte)'}']);
            return;
        }

        var inside = new BodyDraft(holder.Raw.ToArray());
        inside.Put(inner, value);
        draft.Put(outer, inside.Body.Span);
    }

    public delegate byte[]? NextValue(JsonSpan now);

    public static byte[] Number(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static string[] Names(WireFormat format) => format switch
    {
        WireFormat.OpenAIChat => ["max_tokens", "max_completion_tokens"],
        WireFormat.OpenAIResponses => ["max_output_tokens"],
        WireFormat.AnthropicMessages => ["max_tokens"],
        _ => [],
    };
}
