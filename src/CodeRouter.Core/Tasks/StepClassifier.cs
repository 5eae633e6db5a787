using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tasks;

/// <summary>
/// Classifies a JSON line of one of three forms: a message (<c>text</c>), the tail of a conversation (<c>last_user_text</c> …),
/// or a whole request (<c>dialect</c>, <c>request</c>, <c>headers</c>). Never throws: what cannot be read is said in <see cref="Classification.Problem"/>.
/// </summary>
/// <param name="readers">The dialect of a wire format.</param>
public sealed class StepClassifier(Func<WireFormat, IRequestReader> readers)
{
    private const int MaxLine = 64 * 1024 * 1024;

    public Classification Classify(ReadOnlyMemory<byte> line)
    {
        if (line.Length > MaxLine)
        {
            return new Classification { Problem = "the line is longer than 64 MB" };
        }

        try
        {
            using var document = JsonDocument.Parse(EscapedHalves.Replaced(line), new JsonDocumentOptions { MaxDepth = JsonScanner.MaxDepth });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new Classification { Problem = "the line is no JSON object" };
            }

            string? id = root.TryGetProperty("id", out var given) ? given.GetRawText() : null;
            if (root.TryGetProperty("request", out var request) && request.ValueKind == JsonValueKind.Object)
            {
                return ReadRequest(root, request) with { Id = id };
            }

            bool says = Text(root, "text") is not null || Text(root, "last_user_text") is not null || root.TryGetProperty("last_tool_results", out _);
            return says ? ReadTail(root) with { Id = id }
                : new Classification { Id = id, Problem = "the line has neither text, nor last_user_text or last_tool_results, nor a request with its dialect" };
        }
        catch (JsonException e)
        {
            return new Classification { Problem = "the line is no JSON: " + e.Message };
        }
    }

    private Classification ReadRequest(JsonElement root, JsonElement request)
    {
        if (WireFormatNames.Parse(Text(root, "dialect") ?? Text(root, "api_format")) is not { } format)
        {
            return new Classification { Problem = "dialect is none of openai, responses, anthropic, gemini" };
        }

        byte[] body = System.Text.Encoding.UTF8.GetBytes(request.GetRawText());
        var scan = JsonScanner.Scan(body);
        var view = new RequestView(format, body, scan, new HeaderTable(root), Text(root, "path") ?? DefaultPath(format), Text(request, "model") ?? "", stream: true);
        var step = StepReader.Read(view, readers(format));
        return new Classification
        {
            Phase = step.Phase,
            Confidence = step.PhaseConfidence,
            Why = step.PhaseWhy,
            Difficulty = step.Difficulty,
            Risk = step.Risk,
            Tasks = step.Kind is StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent ? TaskReader.Read(step.HumanText, step.Phase) : [TaskReader.Of(step.Phase)],
            Outcome = step.Evidence.Outcome,
            Stuck = step.Evidence.Stuck,
            Agent = step.Agent,
            Kind = step.Kind,
            Session = step.Session,
            HumanText = step.HumanText,
            ToolText = NewResults(view, readers(format)),
        };
    }

    private static Classification ReadTail(JsonElement root)
    {
        bool isMessage = root.TryGetProperty("text", out _);
        string text = Text(root, "text") ?? Text(root, "last_user_text") ?? "";
        var tail = isMessage ? [] : TailLines.Read(root);
        var history = isMessage ? [] : TailLines.ReadRecent(root);
        var read = TextSteps.Read(text, tail, history, humanTurn: isMessage || tail.Count == 0);
        return new Classification
        {
            Phase = read.Verdict.Phase,
            Confidence = read.Verdict.Confidence,
            Why = read.Verdict.Why,
            Difficulty = read.Verdict.Difficulty,
            Risk = read.Risk,
            Tasks = TaskReader.Read(read.HumanText, read.Verdict.Phase),
            Outcome = read.Evidence.Outcome,
            Stuck = read.Evidence.Stuck,
            Kind = tail.Count > 0 ? StepKind.ToolContinuation : StepKind.Turn,
            HumanText = text,
            ToolText = string.Join('\n', tail.Select(t => t.Result)),
        };
    }

    // Since the model last spoke.
    private static string NewResults(RequestView view, IRequestReader reader)
    {
        var results = new List<string>();
        for (int i = view.Scan.Messages.Count - 1; i >= 0; i--)
        {
            var message = reader.ReadMessage(view[view.Scan.Messages[i]], ReadLimits.Default);
            if (message.Role == Role.Assistant)
            {
                break;
            }

            results.InsertRange(0, message.Parts.Where(static p => p.Kind == PartKind.ToolResult).Select(static p => p.Text).OfType<string>());
        }

        return string.Join('\n', results);
    }

    private static string DefaultPath(WireFormat format) => format switch
    {
        WireFormat.OpenAIChat => "/v1/chat/completions",
        WireFormat.OpenAIResponses => "/v1/responses",
        WireFormat.AnthropicMessages => "/v1/messages",
        _ => "/v1beta/models/m:streamGenerateContent",
    };

    internal static string? Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class HeaderTable : IRequestHeaders
    {
        private readonly Dictionary<string, string> table = new(StringComparer.OrdinalIgnoreCase);

        public HeaderTable(JsonElement root)
        {
            if (!root.TryGetProperty("headers", out var headers))
            {
                return;
            }

            // An object of names and values, or a list of pairs as recorders write it.
            if (headers.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in headers.EnumerateObject())
                {
                    table[header.Name] = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
                }
            }
            else if (headers.ValueKind == JsonValueKind.Array)
            {
                foreach (var pair in headers.EnumerateArray())
                {
                    if (pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String && pair[1].ValueKind == JsonValueKind.String)
                    {
                        table[pair[0].GetString()!] = pair[1].GetString()!;
                    }
                }
            }
        }

        public string? this[string name] => table.GetValueOrDefault(name);
    }
}
