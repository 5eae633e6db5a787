using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>
/// What a request adds, and as much of what came before as judging it needs. Every request of an agent repeats the whole conversation,
/// so reading goes from the end backwards and stops at a budget; a history that is not read is only less evidence.
/// </summary>
public sealed class ConversationTail
{
    private const int MaxTailMessages = 64;
    private const int MaxHistoryMessages = 32;
    private const int HistoryBytes = 20_000;
    private const int BigElement = 12_000;
    private const int SearchBytes = 4_000_000;
    private static readonly ReadLimits TailLimits = ReadLimits.Default;
    private static readonly ReadLimits HistoryLimits = new(512, 2048);

    private readonly List<Message> tail = [];
    private readonly List<Message> history = [];
    private readonly List<int> historyAt = [];

    private ConversationTail()
    {
    }

    /// <summary>Messages since the last assistant message, oldest first.</summary>
    public IReadOnlyList<Message> Tail => tail;

    /// <summary>Messages before them that were read, oldest first.</summary>
    public IReadOnlyList<Message> History => history;

    /// <summary>Texts of the tail's user and system messages as sent, joined.</summary>
    public string NewText { get; private set; } = "";

    /// <summary>The newest text a human wrote, harness blocks stripped; empty when none was found.</summary>
    public string HumanText { get; private set; } = "";

    /// <summary>The message that holds the human text, as sent: client's notes about modes stand beside it.</summary>
    public string TurnText { get; private set; } = "";

    /// <summary>Since the human's words, further back than what was read, a plan was approved.</summary>
    public bool ApprovedBefore { get; private set; }

    /// <summary>A human spoke in the tail.</summary>
    public bool HumanTurn { get; private set; }

    /// <summary>A model spoke before the tail.</summary>
    public bool Answered { get; private set; }

    /// <summary>A tool result stands in the tail.</summary>
    public bool HasResults { get; private set; }

    /// <summary>The newest answer carries reasoning that its maker signed or encrypted, to be returned to it.</summary>
    public bool SignedReasoning { get; private set; }

    public static ConversationTail Read(RequestView request, IRequestReader reader)
    {
        var read = new ConversationTail();
        var slices = request.Scan.Messages;
        if (slices.Count == 0)
        {
            read.ReadBareInput(request);
            return read;
        }

        int i = slices.Count - 1;
        bool first = true;
        for (; i >= 0 && read.tail.Count < MaxTailMessages; i--)
        {
            var message = ReadOne(request, reader, i, TailLimits);
            if (message.Role == Role.Assistant)
            {
                // An assistant message at the very end is a prefill (or a count of a finished talk): the tail is before it.
                if (!first)
                {
                    read.Answered = true;
                    break;
                }
            }
            else
            {
                read.tail.Add(message);
            }

            first = false;
        }

        read.SignedReasoning = IsSigned(request, i);
        read.tail.Reverse();
        int budget = HistoryBytes;
        bool inHistory = i >= 0 && read.tail.Count < MaxTailMessages;
        bool humanIsNear = false;
        for (; inHistory && i >= 0 && read.history.Count < MaxHistoryMessages; i--)
        {
            int length = slices[i].Length;
            bool human = !humanIsNear && MayBeHuman(request.MessageAt(i));
            if (length > BigElement)
            {
                budget -= 64;
                if (!human)
                {
                    continue;
                }
            }
            else
            {
                budget -= length;
            }

            if (budget < 0)
            {
                break;
            }

            var message = ReadOne(request, reader, i, HistoryLimits);
            read.history.Add(message);
            read.historyAt.Add(i);

            // However long the message of the newest human words is, no older ones stand for them.
            humanIsNear |= human && message.Parts.Any(static p => p.Kind == PartKind.Text && InjectedBlocks.Strip(p.Text ?? "").Length > 0);
        }

        read.history.Reverse();
        read.historyAt.Reverse();
        read.ReadTexts(request, reader);
        if (read.HumanText.Length == 0)
        {
            read.FindHuman(request, reader, i);
        }

        return read;
    }

    // An answer is one message, or some items one behind the other (Responses).
    private static bool IsSigned(RequestView request, int newest)
    {
        const int items = 4;
        var scan = request.Scan;
        if (!scan.MayHold("signature"u8) && !scan.MayHold("encrypted_content"u8) && !scan.MayHold("thoughtSignature"u8))
        {
            return false;
        }

        for (int i = newest; i >= 0 && i > newest - items; i--)
        {
            var message = request.MessageAt(i);
            if (message.IndexOf("\"signature\""u8) >= 0 || message.IndexOf("\"encrypted_content\""u8) >= 0 || message.IndexOf("\"thoughtSignature\""u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Message ReadOne(RequestView request, IRequestReader reader, int index, ReadLimits limits)
    {
        try
        {
            return limits == HistoryLimits ? HistoryMessages.Read(request, reader, index, limits) : reader.ReadMessage(request.MessageAt(index), limits);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A message that cannot be read is a message of which nothing is known.
            return new Message(Role.User, []);
        }
    }

    // Responses accepts `input` as a bare string.
    private void ReadBareInput(RequestView request)
    {
        string text = BodyScan.DecodeString(request.Find("input"u8)) ?? "";
        NewText = TurnText = text;
        HumanText = InjectedBlocks.Strip(text);
        HumanTurn = HumanText.Length > 0;
    }

    private void ReadTexts(RequestView request, IRequestReader reader)
    {
        var all = new List<string>();
        var human = new List<string>();
        foreach (var message in tail)
        {
            foreach (var part in message.Parts)
            {
                HasResults |= part.Kind == PartKind.ToolResult;
                if (part.Kind != PartKind.Text || part.Text is not { Length: > 0 } text)
                {
                    continue;
                }

                all.Add(text);
                if (message.Role == Role.User && InjectedBlocks.Strip(text) is { Length: > 0 } words)
                {
                    human.Add(words);
                }
            }
        }

        NewText = all.Count == 1 ? all[0] : string.Join('\n', all);
        if (human.Count > 0)
        {
            HumanText = human.Count == 1 ? human[0] : string.Join('\n', human);
            TurnText = NewText;
            HumanTurn = true;
            return;
        }

        for (int i = history.Count - 1; i >= 0; i--)
        {
            if (TakeHuman(history[i]))
            {
                TakeNotes(request, reader, historyAt[i] + 1);
                return;
            }
        }
    }

    private bool TakeHuman(Message message)
    {
        if (message.Role != Role.User)
        {
            return false;
        }

        List<string>? human = null;
        List<string>? all = null;
        foreach (var part in message.Parts)
        {
            if (part.Kind == PartKind.Text && part.Text is { Length: > 0 } text)
            {
                (all ??= []).Add(text);
                if (InjectedBlocks.Strip(text) is { Length: > 0 } words)
                {
                    (human ??= []).Add(words);
                }
            }
        }

        if (human is null)
        {
            return false;
        }

        HumanText = string.Join('\n', human);
        TurnText = string.Join('\n', all!);
        return true;
    }

    // Notes about modes may follow in messages of the system's, long ones among them.
    private void TakeNotes(RequestView request, IRequestReader reader, int from)
    {
        for (int i = from; i < request.Scan.Messages.Count && request.MessageAt(i).StartsWith("{\"role\":\"system\""u8); i++)
        {
            TurnText = string.Join('\n', [TurnText, .. ReadOne(request, reader, i, TailLimits).Parts.Where(static p => p.Kind == PartKind.Text).Select(static p => p.Text)]);
        }
    }

    // Further back only messages that can be a human's are opened: a look at the raw bytes tells.
    private void FindHuman(RequestView request, IRequestReader reader, int from)
    {
        int budget = SearchBytes;
        int opened = 0;
        bool planned = !PlanApproval.IsOutOfQuestion(request.Scan);
        for (int i = from; i >= 0 && budget > 0 && opened < 24; i--)
        {
            var raw = request.MessageAt(i);
            budget -= raw.Length;
            if (!MayBeHuman(raw))
            {
                ApprovedBefore |= planned && raw.Length < BigElement && PlanApproval.IsSaid(raw);
                continue;
            }

            opened++;
            if (TakeHuman(ReadOne(request, reader, i, HistoryLimits)))
            {
                TakeNotes(request, reader, i + 1);
                return;
            }
        }
    }

    private static bool MayBeHuman(ReadOnlySpan<byte> message) =>
        !SaysAnotherRole(message) && message.IndexOf("\"user\""u8) >= 0 && message.IndexOf("\"tool_result\""u8) < 0 && message.IndexOf("\"functionResponse\""u8) < 0;

    // Nearly every client writes the role first; then nothing behind it need be searched.
    private static bool SaysAnotherRole(ReadOnlySpan<byte> message) =>
        message.StartsWith("{\"role\":\""u8) && !message[9..].StartsWith("user\""u8);

    /// <summary>Pairs calls with their results. Ids join them; where a client sends none, the order does.</summary>
    public (List<Exchange> Tail, List<Exchange> History) Exchanges(IAgentProfile? agent)
    {
        var calls = new Dictionary<string, ToolUse>(StringComparer.Ordinal);
        var unnamed = new Queue<ToolUse>();
        var told = new TextExchanges(agent?.EditsInText is true);
        var before = new List<Exchange>();
        var now = new List<Exchange>();
        Pair(history, before);
        Pair(tail, now);
        return (now, before);

        void Pair(List<Message> messages, List<Exchange> exchanges)
        {
            foreach (var message in messages)
            {
                // By place: an enumerator over parts, large as they are, copies each through the heap.
                for (int i = 0; i < message.Parts.Count; i++)
                {
                    var part = message.Parts[i];
                    if (part.Kind == PartKind.Text && part.Text is { Length: > 0 } text)
                    {
                        told.Read(message.Role, text, exchanges, before);
                    }
                    else
                    {
                        Add(part, exchanges);
                    }
                }
            }
        }

        void Add(in Part part, List<Exchange> exchanges)
        {
            if (part.Kind == PartKind.ToolCall)
            {
                var use = RememberedCalls.Read(part.ToolName ?? "", part.Arguments ?? "", agent);
                if (part.ToolId is { Length: > 0 } id)
                {
                    calls[id] = use;
                }

                unnamed.Enqueue(use);
            }
            else if (part.Kind == PartKind.ToolResult)
            {
                var use = part.ToolId is { Length: > 0 } id && calls.TryGetValue(id, out var named) ? named : Next(unnamed, part.ToolName)
                    ?? ToolArguments.Read(part.ToolName ?? "", "", agent);
                exchanges.Add(new Exchange(use, part.Text, part.IsError));
            }
        }
    }

    private static ToolUse? Next(Queue<ToolUse> unnamed, string? name)
    {
        while (unnamed.TryDequeue(out var use))
        {
            if (name is null || use.Tool == name)
            {
                return use;
            }
        }

        return null;
    }
}
