using System.Globalization;

namespace CodeRouter.Core.Dialects;

/// <summary>What OpenAI's own models take differently from the many servers that speak its formats; only the name tells them apart.</summary>
internal static class OpenAIModels
{
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];

    /// <summary>They know only the newer spelling of the limit; everybody else's servers surely know the older one.</summary>
    public static bool IsOwn(string model)
    {
        var name = Name(model);
        return (name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("gpt-oss", StringComparison.OrdinalIgnoreCase)) || IsO(name);
    }

    /// <summary>Those that always reason refuse a temperature, top-p, penalties and stop sequences.</summary>
    public static bool RefusesSampling(string model)
    {
        var name = Name(model);
        return IsO(name) || (name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) && name.Length > 4 && name[4] is >= '5' and <= '9' && !name.Contains("chat", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>In chat only those search that are made for it; the others refuse to be offered a search.</summary>
    public static bool SearchesInChat(string model) => !IsOwn(model) || Name(model).Contains("search", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The effort nearest to the one that is asked for: its own models refuse those that their generation does not have. Other servers say what
    /// they take by themselves.
    /// </summary>
    public static string Effort(string model, string effort)
    {
        int asked = Array.IndexOf(Efforts, effort is "max" ? "xhigh" : effort);
        if (!IsOwn(model) || asked < 0)
        {
            return effort is "max" ? "xhigh" : effort;
        }

        var name = Name(model);
        double generation = IsO(name) ? 0 : Generation(name);
        bool codes = name.Contains("codex", StringComparison.OrdinalIgnoreCase);
        int least = name.Contains("-pro", StringComparison.OrdinalIgnoreCase) ? 4 : generation < 5 || codes ? 2 : generation > 5 ? 0 : 1;
        int most = generation > 5.1 || name.Contains("-max", StringComparison.OrdinalIgnoreCase) ? 5 : 4;
        asked = Math.Clamp(asked, least, most);
        return Efforts[asked == 1 && generation > 5 ? 2 : asked];
    }

    /// <summary>The number behind gpt-; the newest where none stands there.</summary>
    private static double Generation(ReadOnlySpan<char> name)
    {
        var rest = name[4..];
        int end = rest.IndexOfAnyExcept("0123456789.");
        return double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : double.MaxValue;
    }

    private static ReadOnlySpan<char> Name(string model) => model.AsSpan(model.LastIndexOf('/') + 1);

    private static bool IsO(ReadOnlySpan<char> name) => name.Length >= 2 && name[0] is 'o' && name[1] is >= '1' and <= '9';
}
