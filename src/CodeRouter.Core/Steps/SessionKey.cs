using System.Security.Cryptography;
using System.Text;
using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Steps;

/// <summary>A session for clients that name none: what stays the same over a conversation, hashed.</summary>
internal static class SessionKey
{
    private const int OpeningChars = 160;
    private const int TextChars = 2000;
    private const string EndOfExamples = "I switched to a new code base";
    private static readonly ReadLimits Limits = new(TextChars, 0);

    public static string Of(AgentClues clues, IRequestReader reader, IAgentProfile? agent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, agent?.Name ?? "");
        Add(hash, Stable(clues.SystemOpening));
        Add(hash, FirstHuman(clues.Request, reader, mayBeExamples: agent?.EditsInText is true));
        if (agent is null)
        {
            // Known agents change their tools with the mode they are in; for others the tools tell programs apart.
            foreach (string tool in clues.ToolNames.Order(StringComparer.Ordinal))
            {
                Add(hash, tool);
            }
        }

        return "h-" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 10));
    }

    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }

    // The billing header varies from request to request; dates and token counts stand later than the opening.
    private static string Stable(string opening)
    {
        if (opening.StartsWith("x-anthropic-billing-header", StringComparison.Ordinal))
        {
            int end = opening.IndexOf('\n');
            opening = end < 0 ? "" : opening[(end + 1)..];
        }

        return opening.Length > OpeningChars ? opening[..OpeningChars] : opening;
    }

    private static string FirstHuman(RequestView request, IRequestReader reader, bool mayBeExamples)
    {
        int count = Math.Min(request.Scan.Messages.Count, 16);
        string? first = null;
        for (int i = 0; i < count; i++)
        {
            var raw = request.MessageAt(i);
            if (raw.IndexOf("\"user\""u8) < 0)
            {
                continue;
            }

            var message = reader.ReadMessage(raw, Limits);
            foreach (var part in message.Parts)
            {
                if (message.Role != Role.User || part.Kind != PartKind.Text || part.Text is not { Length: > 0 } text)
                {
                    continue;
                }

                if (text.StartsWith(EndOfExamples, StringComparison.Ordinal))
                {
                    // What came before were examples of a client's making, the same in every conversation.
                    first = null;
                }
                else if (first is null && InjectedBlocks.Strip(text) is { Length: > 0 } words)
                {
                    first = words.Length > TextChars ? words[..TextChars] : words;
                }
            }

            if (first is not null && !mayBeExamples)
            {
                break;
            }
        }

        return first ?? BodyScan.DecodeString(request.Find("input"u8)) ?? "";
    }
}
