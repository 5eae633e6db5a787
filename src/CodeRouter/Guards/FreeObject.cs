namespace CodeRouter.Guards;

/// <summary>
/// Objects whose members somebody else named: the arguments of a call, what a tool answered, a schema. There a member called <c>id</c> or
/// <c>data</c> is text like any other, and <c>signature</c> signs nothing. Told by name; what is written as a string or as a list of parts
/// under such a name is no such object.
/// </summary>
internal static class FreeObject
{
    public static bool BeginsInAnswer(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("args"u8),
        5 => name.SequenceEqual("input"u8),
        9 => name.SequenceEqual("arguments"u8),
        _ => false,
    };

    public static bool BeginsInRequest(ReadOnlySpan<byte> name) => name.Length switch
    {
        6 => name.SequenceEqual("output"u8) || name.SequenceEqual("schema"u8),
        8 => name.SequenceEqual("response"u8) || name.SequenceEqual("metadata"u8),
        10 => name.SequenceEqual("parameters"u8),
        12 => name.SequenceEqual("input_schema"u8),
        14 => name.SequenceEqual("responseSchema"u8),
        18 => name.SequenceEqual("responseJsonSchema"u8),
        20 => name.SequenceEqual("parametersJsonSchema"u8),
        _ => BeginsInAnswer(name),
    };
}
