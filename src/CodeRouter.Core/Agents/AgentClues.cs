using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>What recognition may look at. Costly things are read once and only when somebody asks.</summary>
public sealed class AgentClues(RequestView request, IRequestReader reader, string newText)
{
    private const int OpeningChars = 1600;
    private string? opening;
    private IReadOnlyList<string>? tools;
    private string? userAgent;

    public RequestView Request { get; } = request;

    public WireFormat Format => Request.Format;

    public string Path => Request.Path;

    /// <summary>All texts of the newest user messages as sent, harness blocks included, shortened.</summary>
    public string NewText { get; } = newText;

    /// <summary>The message of the newest human words as sent: notes about modes stand beside them.</summary>
    public string TurnText { get; init; } = newText;

    public string SystemOpening => opening ??= reader.ReadSystemOpening(Request, OpeningChars);

    public IReadOnlyList<string> ToolNames => tools ??= reader.ReadToolNames(Request);

    public bool OffersTools => !Tools.IsEmpty && Tools.Length > 2;

    /// <summary>The raw tool list; empty when none.</summary>
    public ReadOnlySpan<byte> Tools => Request.Find("tools"u8);

    public string? Header(string name) => Request.Headers[name];

    public bool HeaderHas(string name, string part) => Header(name) is { } value && value.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>In small letters: fifteen agents look into it, and comparing without regard to case costs each of them more than this once.</summary>
    public string UserAgent => userAgent ??= Header("user-agent")?.ToLowerInvariant() ?? "";

    public bool OpeningHas(string part) => SystemOpening.Contains(part, StringComparison.Ordinal);

    public bool TextHas(string part) => NewText.Contains(part, StringComparison.Ordinal);

    public bool TurnHas(string part) => TurnText.Contains(part, StringComparison.Ordinal);

    public bool HasTool(string name)
    {
        // A look at the raw list spares reading it: most questions are answered with no.
        if (Tools.Length > 2 && Tools.IndexOf(System.Text.Encoding.UTF8.GetBytes(name)) < 0)
        {
            return false;
        }

        if (Tools.Length <= 2 && Format != WireFormat.OpenAIResponses)
        {
            return false;
        }

        foreach (string tool in ToolNames)
        {
            if (string.Equals(tool, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A string member of the outermost object; null when it is absent or no string.</summary>
    public string? Member(ReadOnlySpan<byte> name) => BodyScan.DecodeString(Request.Find(name));

    /// <summary>Whether the answer is asked for in a schema with this property (titles, routing scores).</summary>
    public bool SchemaHas(ReadOnlySpan<byte> property)
    {
        foreach (string member in (ReadOnlySpan<string>)["response_format", "output_config", "text", "generationConfig", "generation_config"])
        {
            var value = Request.Find(System.Text.Encoding.UTF8.GetBytes(member));
            if (!value.IsEmpty && value.Length < 20_000 && value.IndexOf("chema\""u8) >= 0 && value.IndexOf(property) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
