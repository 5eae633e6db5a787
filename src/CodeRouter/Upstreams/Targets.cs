using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>What a translation must know of the model and the server it writes for.</summary>
internal static class Targets
{
    public static TranslationTarget For(ModelCard model, Channel channel, string upstreamModel, UpstreamCall call) => new(upstreamModel, call.Id)
    {
        Capabilities = model.Capabilities,
        MaxOutput = model.MaxOutput,
        AdaptiveThinking = channel.Format == WireFormat.AnthropicMessages && ThinksAdaptively(upstreamModel),
        NineCharacterIds = channel.Format == WireFormat.OpenAIChat && IsMistral(channel, upstreamModel),
        InputEstimate = call.InputEstimate,
    };

    /// <summary>From 4.6 on Anthropic's larger models take an effort instead of a budget: <c>claude-opus-4-8</c>, <c>claude-sonnet-5</c>.</summary>
    internal static bool ThinksAdaptively(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        int claude = name.IndexOf("claude-", StringComparison.OrdinalIgnoreCase);
        if (claude < 0 || name.Contains("haiku", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        name = name[claude..];
        int digit = name.IndexOfAnyInRange('0', '9');
        if (digit < 0)
        {
            return false;
        }

        int major = name[digit] - '0';
        // A minor version is one digit behind a dash or a dot; eight digits there are a date.
        bool hasMinor = name.Length > digit + 2 && name[digit + 1] is '-' or '.' && char.IsAsciiDigit(name[digit + 2]) && (name.Length == digit + 3 || !char.IsAsciiDigit(name[digit + 3]));
        return major > 4 || (major == 4 && hasMinor && name[digit + 2] >= '6');
    }

    private static bool IsMistral(Channel channel, string model) =>
        channel.Settings.BaseUri.Host.EndsWith("mistral.ai", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(["mistral", "codestral", "devstral", "magistral", "ministral", "pixtral"], family => model.Contains(family, StringComparison.OrdinalIgnoreCase));
}
