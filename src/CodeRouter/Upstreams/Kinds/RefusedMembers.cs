using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Which members of a Messages body a cloud has refused. Clients send what the vendor's own service takes, clouds learn it later and refuse the
/// whole request over one member ("tools.0.custom.defer_loading: Extra inputs are not permitted"), naming one at a time.
/// </summary>
internal sealed class RefusedMembers
{
    /// <summary>As in <c>X-CodeRouter-Loss</c>.</summary>
    public const string Loss = "refused_members";

    // Without these it would be another question, or an answer the caller cannot read.
    private static readonly string[] Needed = ["messages", "role", "content", "type", "text", "system", "tools", "name", "input_schema", "tool_choice", "max_tokens", "stop_sequences", "format", "output_format"];

    private const string Refusal = ": Extra inputs are not permitted";
    private const int Most = 64;

    private ImmutableArray<string[]> _refused = [];

    /// <summary>Remembers the members that were refused.</summary>
    /// <returns>False where the refusal is about something else, or the body has nothing left to leave out.</returns>
    public bool Learn(string words, ReadOnlyMemory<byte> sent)
    {
        bool learned = false;
        foreach (string[] path in Named(words))
        {
            if (path.Length > 0 && !Needed.Contains(path[^1], StringComparer.Ordinal) && Without(sent, path) is not null)
            {
                learned |= ImmutableInterlocked.Update(ref _refused, static (known, one) => known.Length >= Most || known.Any(k => k.SequenceEqual(one, StringComparer.Ordinal)) ? known : known.Add(one), path);
            }
        }

        return learned;
    }

    /// <summary>The body without all that is known to be refused; the same where nothing of it is in there.</summary>
    public ReadOnlyMemory<byte> Taken(ReadOnlyMemory<byte> body)
    {
        foreach (string[] path in _refused)
        {
            body = Without(body, path) ?? body;
        }

        return body;
    }

    private static byte[]? Without(ReadOnlyMemory<byte> body, string[] steps)
    {
        if (body.Span.IndexOf(Encoding.UTF8.GetBytes(steps[^1])) < 0)
        {
            return null;
        }

        var kept = new ArrayBufferWriter<byte>(body.Length);
        return Copy(JsonSpan.Of(body.Span), steps, kept) ? kept.WrittenSpan.ToArray() : null;
    }

    /// <summary>Copies a value without what the steps lead to; true where something was left out.</summary>
    private static bool Copy(JsonSpan value, ReadOnlySpan<string> steps, ArrayBufferWriter<byte> kept)
    {
        bool cut = false;
        if (value.IsArray)
        {
            kept.Write("["u8);
            bool first = true;
            foreach (var element in value.Elements)
            {
                kept.Write(first ? default : ","u8);
                first = false;
                cut |= Copy(element, steps, kept);
            }

            kept.Write("]"u8);
            return cut;
        }

        if (!value.IsObject)
        {
            kept.Write(value.Raw);
            return false;
        }

        if (steps.Length > 1 && value[Encoding.UTF8.GetBytes(steps[0])] is not ({ IsObject: true } or { IsArray: true }))
        {
            // Not a member but a kind, such as "custom" of tools: what it may not have, others may.
            var kind = value["type"u8];
            if (kind.Exists && !kind.Is(Encoding.UTF8.GetBytes(steps[0])))
            {
                kept.Write(value.Raw);
                return false;
            }

            return Copy(value, steps[1..], kept);
        }

        kept.Write("{"u8);
        bool opens = true;
        var members = value.Members;
        while (members.MoveNext())
        {
            bool isMeant = members.Is(Encoding.UTF8.GetBytes(steps[0]));
            if (isMeant && steps.Length == 1)
            {
                cut = true;
                continue;
            }

            kept.Write(opens ? default : ","u8);
            opens = false;
            if (!isMeant)
            {
                kept.Write(members.Raw);
                continue;
            }

            kept.Write("\""u8);
            kept.Write(members.Name);
            kept.Write("\":"u8);
            cut |= Copy(members.Value, steps[1..], kept);
        }

        kept.Write("}"u8);
        return cut;
    }

    /// <summary>The members that are named, without the numbers of a list's elements.</summary>
    private static IEnumerable<string[]> Named(string words)
    {
        for (int at = words.IndexOf(Refusal, StringComparison.Ordinal); at >= 0; at = words.IndexOf(Refusal, at + 1, StringComparison.Ordinal))
        {
            int start = at;
            while (start > 0 && (char.IsAsciiLetterOrDigit(words[start - 1]) || words[start - 1] is '_' or '.'))
            {
                start--;
            }

            yield return [.. words[start..at].Split('.').Where(static step => step.Length > 0 && !step.All(char.IsAsciiDigit))];
        }
    }
}
