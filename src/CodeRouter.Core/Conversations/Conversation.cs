namespace CodeRouter.Core.Conversations;

/// <summary>A whole request in neutral form. Read from one dialect to be written in another; never used where both ends speak the same.</summary>
public sealed record Conversation
{
    public string Model { get; init; } = "";

    /// <summary>System texts that open the conversation.</summary>
    public IReadOnlyList<Content> System { get; init; } = [];

    /// <summary>Neighbours never share a role, but for System turns, which stand where the caller put them.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    public IReadOnlyList<ToolOffer> Tools { get; init; } = [];

    public ToolChoice? ToolChoice { get; init; }

    public bool? ParallelCalls { get; init; }

    public Sampling Sampling { get; init; } = new();

    public ReasoningWish? Reasoning { get; init; }

    public OutputFormat? Format { get; init; }

    public bool Stream { get; init; }

    /// <summary>The conversation's earlier part lies at the vendor (<c>previous_response_id</c>, <c>conversation</c>): its member's name.</summary>
    public string? StateElsewhere { get; init; }

    /// <summary>The answer is to be made without the connection and fetched later (<c>background</c>).</summary>
    public bool IsDetached { get; init; }

    /// <summary>Who the caller's end user is, as an opaque text.</summary>
    public string? EndUser { get; init; }

    /// <summary>The prompt-cache key the caller gave.</summary>
    public string? CacheKey { get; init; }

    /// <summary>How long the caller wants its prompt cache kept, in OpenAI's words.</summary>
    public string? CacheRetention { get; init; }

    public string? Verbosity { get; init; }

    /// <summary>The vendor's faster or cheaper line the caller asks for: <c>flex</c>, <c>priority</c> …; the usual one is <c>auto</c>, <c>default</c> or <c>standard</c>.</summary>
    public string? ServiceTier { get; init; }
}

/// <summary>Everything one side said before the other spoke. Tool results stand in turns of role User.</summary>
public sealed record Turn(Role Role, IReadOnlyList<Content> Contents);

public enum ToolKind : byte
{
    Function,

    /// <summary>Takes free text instead of JSON.</summary>
    Custom,

    /// <summary>Run by the provider.</summary>
    Server,
}

/// <summary>A tool the model may call.</summary>
public sealed record ToolOffer(ToolKind Kind, string Name)
{
    public string? Namespace { get; init; }

    public string? Description { get; init; }

    /// <summary>JSON schema of the arguments, as sent; null when none was given.</summary>
    public byte[]? Schema { get; init; }

    public bool? Strict { get; init; }

    /// <summary>The grammar of a custom tool, as sent.</summary>
    public byte[]? Grammar { get; init; }

    /// <summary>What a server tool is: <c>web_search</c>, <c>code_execution</c>, <c>computer_use</c>, or the vendor's own type.</summary>
    public string? ServerType { get; init; }

    public bool Deferred { get; init; }

    /// <summary>How far a web search may go.</summary>
    public SearchScope? Search { get; init; }

    public byte[]? CacheMark { get; init; }
}

/// <summary>The limits of a web search, as far as two formats know them.</summary>
public sealed record SearchScope
{
    /// <summary>Only there; empty means anywhere.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Nothing from there.</summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];

    public int? MostUses { get; init; }

    /// <summary>How much of what is found the model gets to see: low, medium, high.</summary>
    public string? Extent { get; init; }

    /// <summary>Where the user is: an object with city, region, country and timezone, as far as known.</summary>
    public byte[]? Place { get; init; }

    /// <summary>Something else that no other format knows.</summary>
    public bool More { get; init; }
}

public enum ToolMode : byte { Auto, None, Any, Named }

/// <summary>Which tool must be called. <paramref name="Name"/> with <see cref="ToolMode.Named"/> only.</summary>
public sealed record ToolChoice(ToolMode Mode, string? Name = null, string? Namespace = null)
{
    /// <summary>Only these may be called; empty means all.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>The tool that must be called is one of the vendor's own: what kind, as in <see cref="ToolOffer.ServerType"/>.</summary>
    public string? ServerType { get; init; }
}

/// <summary>The knobs of drawing tokens; null is unset.</summary>
public sealed record Sampling
{
    public int? MaxOutput { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public long? Seed { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    public int? Answers { get; init; }

    public bool LogProbs { get; init; }

    public int? TopLogProbs { get; init; }
}

/// <summary>How much thinking the caller asked for: an effort word, or a budget of tokens, or only that it be on or off.</summary>
public sealed record ReasoningWish
{
    public bool? Enabled { get; init; }

    /// <summary>none, minimal, low, medium, high, xhigh, max.</summary>
    public string? Effort { get; init; }

    public int? Budget { get; init; }

    /// <summary>The caller wants to see a summary or the thoughts.</summary>
    public bool Show { get; init; }
}

/// <summary>The shape the answer must have.</summary>
/// <param name="Schema">Null where any JSON object will do.</param>
public sealed record OutputFormat(byte[]? Schema, string? Name, bool? Strict)
{
    /// <summary>What the answer is for, in OpenAI's formats beside the schema.</summary>
    public string? Description { get; init; }
}
