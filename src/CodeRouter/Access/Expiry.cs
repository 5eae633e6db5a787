using System.Globalization;

namespace CodeRouter.Access;

/// <summary>When something ends, as people write it: a moment (2027-01-31, 2027-01-31T12:00:00Z), an age (90d, 12h), or now.</summary>
public static class Expiry
{
    public const string Remedy = "Use a date (2027-01-31), a date with time (2027-01-31T12:00:00Z) or an age (90d, 12h), to come; or now.";

    /// <summary>False where it is neither or is past.</summary>
    /// <param name="until">Null is never.</param>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset? until)
    {
        until = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return text is null;
        }

        text = text.Trim();
        if (text.Equals("now", StringComparison.OrdinalIgnoreCase))
        {
            // Until it is given another end: what is shut off for a while keeps its name, secret and limits.
            until = now;
            return true;
        }

        double? seconds = text.Length < 2 ? null : text[^1] switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, 'y' => 31_536_000, _ => null };
        if (seconds is not null && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double age) && age * seconds < 3e9)
        {
            until = now.AddSeconds(age * seconds.Value);
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            until = moment;
        }

        return until > now;
    }
}
