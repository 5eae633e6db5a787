using System.Text.RegularExpressions;
using CodeRouter.Config;
using CodeRouter.Config.Stored;

namespace CodeRouter.Cli;

/// <summary>Texts that must not leave this machine: the credentials of the settings and the environment, and whatever has the form of a key.</summary>
internal sealed partial class KnownSecrets
{
    private const int Shortest = 6;
    private static readonly string[] Marks = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"];
    private readonly string[] _known;

    private KnownSecrets(IEnumerable<string> known) => _known = [.. known.Where(static k => k.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(static k => k.Length)];

    public static KnownSecrets Of(Settings settings) => new(
    [
        .. settings.Channels.Select(static c => c.AccessKey?.Reveal()).OfType<string>(),
        .. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Where(static v => Array.Exists(Marks, m => ((string)v.Key).Contains(m, StringComparison.OrdinalIgnoreCase))).Select(static v => (string?)v.Value).OfType<string>(),
    ]);

    public string Mask(string text)
    {
        foreach (string secret in _known)
        {
            text = text.Replace(secret, NodeText.Mask, StringComparison.Ordinal);
        }

        return KeyLike().Replace(text, NodeText.Mask);
    }

    // The prefixes that vendors, and we, give to keys; and a password within an address.
    [GeneratedRegex(@"\b(?:cr-[0-9a-z]{12}-[0-9a-z]{8,}|setup-[0-9a-z]{8,}|sk-[A-Za-z0-9_-]{8,}|AIza[0-9A-Za-z_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{16,}|gsk_[A-Za-z0-9]{16,}|AKIA[0-9A-Z]{16})|(?<=://[^/\s:@]*:)[^/\s@]+(?=@)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyLike();
}
