using CodeRouter.Core.Models;

namespace CodeRouter.Core.Steps;

/// <summary>
/// The question to a small model where every layer is below the threshold: pure text in, a phase out. Asking is the gateway's;
/// what came back enters the decision as part of the step.
/// </summary>
public static class PhaseQuestion
{
    public const string Instructions =
        "What work does this message to a coding agent ask for? Answer with one word: plan (design, no code yet), implement (build, run, commit), debug (something is wrong), "
        + "test, refactor, document, small_edit (trivial change), review (judge only), explain (a question), chat_other.";

    // How sure one is of such an answer: about as often as two readers of a message agree. Where layer and model agree, more.
    private const double Sure = 0.72;
    private const double SureTogether = 0.85;

    private const int LongestMessage = 1600;
    private const int ShortestMessage = 60;
    private const int Framing = 16;
    private const int AnswerTokens = 8;

    // Too many rather than too few: what a question may cost at most must hold.
    private const double CharsPerToken = 3;
    private const int PerToken = 1_000_000;

    /// <summary>What of a message can be asked about within a price.</summary>
    /// <param name="text">The human's words.</param>
    /// <param name="price">Of the model asked.</param>
    /// <param name="maxUsd">Dearest question.</param>
    /// <param name="maxTokens">Longest answer wanted.</param>
    /// <param name="leastAnswer">Shortest limit the wire format takes.</param>
    /// <returns>The message, shortened in its middle, and the longest answer; null when the price is unknown or too high.</returns>
    public static (string Message, int MaxTokens)? Fit(string text, Price price, decimal maxUsd, int maxTokens, int leastAnswer)
    {
        if (price.Input is not { } input || price.Output is not { } output)
        {
            return null;
        }

        int answer = Math.Max(AnswerTokens, leastAnswer);
        decimal left = (maxUsd * PerToken) - (answer * output);
        double tokens = input == 0 ? LongestMessage : (double)Math.Min(LongestMessage, left / input);
        int chars = Math.Min(LongestMessage, (int)((tokens - Framing - (Instructions.Length / CharsPerToken)) * CharsPerToken));
        if (left < 0 || chars < Math.Min(ShortestMessage, Weight(text)))
        {
            return null;
        }

        string message = Shorten(text, chars);
        decimal spare = (maxUsd * PerToken) - ((decimal)(Framing + ((Instructions.Length + Weight(message)) / CharsPerToken)) * input);
        return (message, output == 0 ? Math.Max(maxTokens, leastAnswer) : (int)Math.Clamp(spare / output, answer, Math.Max(answer, maxTokens)));
    }

    /// <summary>The phase an answer names; null when it names none.</summary>
    public static Phase? Read(string answer)
    {
        Phase? found = null;
        int first = int.MaxValue;
        foreach (var phase in StepNames.Phases)
        {
            int at = answer.IndexOf(phase.Name(), StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && at < first)
            {
                (found, first) = (phase, at);
            }
        }

        return found;
    }

    /// <summary>The step as it is once a model has judged its phase.</summary>
    public static Step Apply(Step step, Phase judged, string model) => step with
    {
        Phase = judged,
        PhaseConfidence = judged == step.Phase ? SureTogether : Sure,
        PhaseWhy = judged == step.Phase ? $"{step.PhaseWhy}, and {model} judged so" : $"{model} judged it; the layers were not sure",
    };

    // The beginning says what, the end often what is wanted.
    private static string Shorten(string text, int chars)
    {
        if (Weight(text) <= chars)
        {
            return text;
        }

        int keep = Math.Min(text.Length, chars * text.Length / Math.Max(1, Weight(text)));
        int head = keep * 2 / 3;
        return string.Concat(text.AsSpan(0, head), "…", text.AsSpan(text.Length - (keep - head)));
    }

    // In characters of which three make a token; a letter of another script can be a token of its own.
    private static int Weight(string text)
    {
        int weight = 0;
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, 16 * LongestMessage)))
        {
            weight += c < 0x80 ? 1 : 3;
        }

        return weight;
    }
}
