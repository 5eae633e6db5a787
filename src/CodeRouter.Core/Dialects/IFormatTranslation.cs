using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What one format contributes to translation: to and from the neutral form, so that formats never meet each other.</summary>
internal interface IFormatTranslation
{
    Conversation ReadRequest(RequestView request, Losses losses);

    /// <summary>Writes the request body. A refusal, where one is due, is noted in the task.</summary>
    void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer);

    /// <summary>Notes the edits that take carriers of other vendors' reasoning out of a request.</summary>
    void StripForeign(RequestView request, BodyEdits edits);

    string Path(TranslationTarget target, bool stream);

    /// <summary>A whole answer, known to be well-formed.</summary>
    Answer ReadAnswer(JsonSpan root, AnswerContext context, Losses losses);

    void WriteAnswer(Answer answer, AnswerContext context, Utf8JsonWriter writer);

    IStepReader NewStepReader(AnswerContext context, Losses losses);

    IStepWriter NewStepWriter(AnswerContext context);
}

/// <summary>Reads the events of one stream into neutral steps.</summary>
internal interface IStepReader
{
    /// <summary>One event that is a well-formed object.</summary>
    void Read(ReadOnlySpan<byte> name, JsonSpan root, IAnswerSink sink);

    /// <summary>The stream is complete: usage and stop, where they were held back for what might still come.</summary>
    void Finish(IAnswerSink sink);
}

/// <summary>Writes neutral steps, blocks one behind the other, as events of one stream.</summary>
internal interface IStepWriter : IAnswerSink
{
    IBufferWriter<byte> Output { set; }

    /// <summary>Writes the error event that ends a failed stream.</summary>
    void Fail(WireError error);
}

/// <summary>One request being written for one target.</summary>
internal sealed class WritingTask(TranslationTarget target, ToolNames names, Losses losses, string vendor)
{
    public TranslationTarget Target => target;

    public ToolNames Names => names;

    public Losses Losses => losses;

    /// <summary>Whose reasoning state the target understands.</summary>
    public string Vendor => vendor;

    public TranslationRefusal? Refusal { get; private set; }

    public void Refuse(int status, string feature, string message) => Refusal ??= new TranslationRefusal(status, feature, message);

    /// <summary>A call's id as the target takes it.</summary>
    public string CallId(string id) => target.NineCharacterIds ? CallIds.Short(id) : CallIds.Normalise(id);

    public bool Understands(ReasoningState? state) => state is not null && string.Equals(state.Origin, vendor, StringComparison.Ordinal);

    /// <summary>False only where the model is known to lack it.</summary>
    public bool Can(Models.Capability capability) => target.Capabilities is not { } known || (known & capability) != Models.Capability.None;

    /// <summary>True only where the model is known to have it.</summary>
    public bool IsKnownFor(Models.Capability capability) => target.Capabilities is { } known && (known & capability) != Models.Capability.None;
}
