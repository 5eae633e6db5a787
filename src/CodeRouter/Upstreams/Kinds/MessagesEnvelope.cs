using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Anthropic's Messages behind another cloud's door: the model stands in the path, a version in the body. Cut out of and spliced into the
/// caller's bytes, which stay as they are otherwise.
/// </summary>
internal static class MessagesEnvelope
{
    /// <param name="betas">For the body; empty where the cloud takes them as a header.</param>
    /// <param name="streams">The stream member stays.</param>
    /// <param name="model">The model stays too, under this name (Vertex's token counting).</param>
    public static BodyEdit[] Edits(ReadOnlyMemory<byte> body, string version, IReadOnlyList<string> betas, bool streams = false, string? model = null)
    {
        var bytes = body.Span;
        var scan = JsonScanner.Scan(bytes);
        var edits = new List<BodyEdit>();
        var members = scan.Members;
        bool versioned = false;
        int kept = 0;
        for (int i = 0; i < members.Count; i++)
        {
            var name = Name(bytes, members[i]);
            versioned |= BodyScan.NameEquals(name, "anthropic_version"u8);
            if (model is not null && BodyScan.NameEquals(name, "model"u8))
            {
                edits.Add(new BodyEdit(members[i].Value, JsonSerializer.SerializeToUtf8Bytes(model, ModelNameJson.Default.String)));
            }

            if (!IsCut(name))
            {
                kept++;
                continue;
            }

            // Neighbours that go are cut as one: up to the next member, or from behind the last one that stays.
            int last = i;
            while (last + 1 < members.Count && IsCut(Name(bytes, members[last + 1])))
            {
                last++;
            }

            int start = last + 1 < members.Count || i == 0 ? members[i].Name.Start - 1 : members[i - 1].Value.End;
            int end = last + 1 < members.Count ? members[last + 1].Name.Start - 1 : members[last].Value.End;
            edits.Add(new BodyEdit(new Slice(start, end - start), ReadOnlyMemory<byte>.Empty));
            i = last;
        }

        var added = new List<string>();
        if (!versioned)
        {
            added.Add($"\"anthropic_version\":\"{version}\"");
        }

        if (betas.Count > 0)
        {
            added.Add("\"anthropic_beta\":[" + string.Join(',', betas.Select(b => JsonSerializer.Serialize(b, ModelNameJson.Default.String))) + "]");
        }

        if (added.Count > 0)
        {
            int open = bytes.IndexOf((byte)'{') + 1;
            edits.Insert(0, new BodyEdit(new Slice(open, 0), System.Text.Encoding.UTF8.GetBytes(string.Join(',', added) + (kept > 0 ? "," : ""))));
        }

        return [.. edits];

        bool IsCut(ReadOnlySpan<byte> name) => (model is null && BodyScan.NameEquals(name, "model"u8)) || (!streams && BodyScan.NameEquals(name, "stream"u8));
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> bytes, Member member) => bytes.Slice(member.Name.Start, member.Name.Length);
}
