using System.Globalization;

namespace CodeRouter.Core.Signals;

/// <summary>Reads options as written: a missing or unreadable one gives the default.</summary>
public static class OptionReading
{
    public static string? Text(this OptionNode node, string name) => node[name]?.Scalar;

    public static double Number(this OptionNode node, string name, double otherwise) =>
        double.TryParse(node.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : otherwise;

    public static bool Flag(this OptionNode node, string name, bool otherwise) => node.Text(name)?.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => otherwise,
    };

    /// <summary>The scalars of a list; a lone scalar counts as a list of one.</summary>
    public static IReadOnlyList<string> Texts(this OptionNode node, string name) => node[name] switch
    {
        null => [],
        { Scalar: { } one } => [one],
        { } list => [.. list.Items.Select(i => i.Scalar).OfType<string>()],
    };

    /// <summary>Token counts as people write them: "32K", "1.5M", "800".</summary>
    public static double? Tokens(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        var text = written.AsSpan().Trim();
        double unit = char.ToUpperInvariant(text[^1]) switch { 'K' => 1e3, 'M' => 1e6, _ => 1 };
        var digits = unit > 1 ? text[..^1] : text;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value * unit : null;
    }
}
