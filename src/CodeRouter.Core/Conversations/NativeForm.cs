namespace CodeRouter.Core.Conversations;

/// <summary>Forms that only upstreams speak: no caller does, so they are written and their answers read, never the other way round.</summary>
public enum NativeForm : byte
{
    /// <summary>Amazon Bedrock's Converse and ConverseStream.</summary>
    Converse,

    /// <summary>Ollama's own <c>/api/chat</c>, answered in lines of JSON.</summary>
    Ollama,

    /// <summary>Cohere's chat, version 2.</summary>
    Cohere,
}
