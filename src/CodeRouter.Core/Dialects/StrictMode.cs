using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// OpenAI holds a model strictly to a schema only where the schema leaves nothing open, and refuses the request otherwise; other vendors take
/// more. A schema that asks too much is sent all the same, as a description.
/// </summary>
internal static class StrictMode
{
    /// <summary>A tool's arguments, and whether they are held strictly to their schema.</summary>
    public static (byte[] Schema, bool IsStrict) Of(ToolOffer tool, Losses losses)
    {
        byte[] schema = tool.Kind == ToolKind.Custom ? ToolTexts.FreeTextSchema.ToArray() : SchemaRewriter.ForTool(tool.Schema);
        return Of(schema, tool.Strict == true, "strict_tools", losses);
    }

    /// <summary>The shape of the answer, and whether it is held strictly to it.</summary>
    public static (byte[] Schema, bool IsStrict) Of(byte[] schema, OutputFormat format, Losses losses) => Of(schema, format.Strict == true, "strict_output", losses);

    private static (byte[] Schema, bool IsStrict) Of(byte[] schema, bool wanted, string loss, Losses losses)
    {
        byte[]? closed = wanted ? SchemaRewriter.ForOpenAIStrict(schema) : null;
        losses.AddIf(wanted && closed is null, loss);
        return (closed ?? schema, closed is not null);
    }
}
