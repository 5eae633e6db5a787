namespace CodeRouter.Core.Conversations;

/// <summary>
/// One piece of a message in full, as translation between formats needs it (the <see cref="Part"/> of reading is shortened, this is not).
/// </summary>
public sealed record Content(PartKind Kind)
{
    /// <summary>Of a text or reasoning piece.</summary>
    public string Text { get; init; } = "";

    /// <summary>A text in which the model declines.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Of an image, document or audio piece.</summary>
    public Media? Media { get; init; }

    /// <summary>Joins a call and its result. As the other side spells it; see the tool-id rules of the translators.</summary>
    public string CallId { get; init; } = "";

    /// <summary>The tool's name, on calls; on results where it is known.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace the tool stands in (Responses).</summary>
    public string? Namespace { get; init; }

    /// <summary>JSON text, or free text where <see cref="IsFreeText"/>.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>The call or result of a custom tool, whose input is text and no JSON.</summary>
    public bool IsFreeText { get; init; }

    /// <summary>What a tool answered: texts, images, documents.</summary>
    public IReadOnlyList<Content> Items { get; init; } = [];

    public bool IsError { get; init; }

    /// <summary>What a reasoning piece must carry back to the vendor that made it.</summary>
    public ReasoningState? State { get; init; }

    /// <summary>The caller asked for a prompt-cache breakpoint behind this piece: the raw <c>cache_control</c> value.</summary>
    public byte[]? CacheMark { get; init; }

    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>Of a text that a model wrote: its tokens' probabilities, as the list both OpenAI formats have; null where none were told.</summary>
    public byte[]? LogProbs { get; init; }

    /// <summary>Type of a piece of kind Other, for the list of losses.</summary>
    public string? OpaqueType { get; init; }

    public static Content OfText(string text) => new(PartKind.Text) { Text = text };
}

/// <summary>An image, document or sound: its bytes in base64, or where they are.</summary>
public sealed record Media(string MimeType)
{
    /// <summary>Base64.</summary>
    public string? Data { get; init; }

    public string? Url { get; init; }

    /// <summary>A file stored at one vendor: no other can read it.</summary>
    public string? FileId { get; init; }

    /// <summary>A document that is plain text.</summary>
    public string? PlainText { get; init; }

    public string? Name { get; init; }

    /// <summary>OpenAI's low, high or auto.</summary>
    public string? Detail { get; init; }
}

/// <summary>
/// Reasoning that only its maker can read or check. <paramref name="Origin"/> is the vendor (<c>anthropic</c>, <c>openai</c>, <c>google</c>,
/// or <c>chat</c> for plain <c>reasoning_content</c>), <paramref name="Data"/> its signature or cipher text.
/// </summary>
public sealed record ReasoningState(string Origin, string Data)
{
    /// <summary>Id of the item it came in (Responses).</summary>
    public string? ItemId { get; init; }

    /// <summary>The reasoning itself is encrypted, not only signed (Anthropic's redacted thinking).</summary>
    public bool Redacted { get; init; }

    /// <summary>Where all reasoning of a message is one text (chat): how many of its characters this state signs, behind those of the state before.</summary>
    public int? Length { get; init; }
}

/// <summary>A source named for a piece of text. Offsets are UTF-16 units of that text, null where the dialect has none.</summary>
public sealed record Citation(string Url, string? Title, int? Start, int? End, string? CitedText)
{
    /// <summary>The same with offsets of a longer text, in which its own begins at <paramref name="before"/>; where it has none it stands for all of its own.</summary>
    /// <param name="length">Of its own text.</param>
    public Citation Within(int length, int before = 0) => this with { Start = before + (Start ?? 0), End = before + (End ?? length) };
}
