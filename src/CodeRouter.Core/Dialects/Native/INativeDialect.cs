using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Native;

/// <summary>One form that only upstreams speak: how a conversation is written in it, and how its answers are read.</summary>
internal interface INativeDialect
{
    /// <summary>Whose reasoning state a model of this form understands.</summary>
    string VendorOf(string model);

    /// <summary>Behind the base address.</summary>
    string Path(string model, bool stream);

    void WriteRequest(Conversation conversation, WritingTask task, Utf8JsonWriter writer);

    INativeReader NewReader(AnswerContext context, Losses losses);
}

/// <summary>Reads one answer, streamed or whole, into neutral steps.</summary>
internal interface INativeReader : IStepReader
{
    /// <summary>An answer that stops here is a complete one.</summary>
    bool Complete { get; }

    /// <summary>What the upstream reported inside a 2xx answer.</summary>
    StreamFailure? Failure { get; }

    /// <summary>A whole answer, known to be a well-formed object; <see cref="IStepReader.Finish"/> is due afterwards.</summary>
    void ReadWhole(JsonSpan root, IAnswerSink sink);
}
