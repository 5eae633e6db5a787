using System.Reflection;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tokens;

/// <summary>
/// The tokens a provider would count for a request, reckoned from its texts and its shape with weights of the model's tokeniser. One walk over
/// every byte: for whoever asks for a count, not for the way of every request.
/// </summary>
public static class TokenCounter
{
    private static readonly Lazy<TokenWeights> BuiltIn = new(Load);

    /// <param name="body">A well-formed request in any of the four formats.</param>
    /// <param name="model">As the provider calls it.</param>
    /// <param name="sentAs">The format the provider gets it in.</param>
    public static long Tokens(ReadOnlySpan<byte> body, string model, WireFormat sentAs) => (long)Math.Round(BuiltIn.Value.Tokens(model, CountedRequest.Of(body).Counts(sentAs)));

    /// <summary>Whether requests of this model or its kin were among those the weights come from.</summary>
    public static bool Knows(string model) => BuiltIn.Value.Knows(model);

    private static TokenWeights Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("tokens.weights.txt")!;
        using var reader = new StreamReader(stream);
        return TokenWeights.Read(reader);
    }
}
