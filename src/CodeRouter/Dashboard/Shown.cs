using System.Globalization;
using CodeRouter.Core.Models;

namespace CodeRouter.Dashboard;

/// <summary>Amounts and moments as people read them. What is not known is said so, never shown as 0.</summary>
internal static class Shown
{
    public static string Usd(decimal? usd) => usd switch
    {
        null => "unknown",
        0 => "$0.00",
        < 0 => "-" + Usd(-usd),
        < 0.01m => "$" + usd.Value.ToString("0.000000", CultureInfo.InvariantCulture),
        < 1 => "$" + usd.Value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => "$" + usd.Value.ToString("#,0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A name where it stands beside its full self, or among many.</summary>
    public static string Brief(string name) => name.Length <= 60 ? name : name[..59] + "…";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>1 model</c>, <c>2 models</c>.</summary>
    public static string Of(long number, string what) => $"{Count(number)} {what}{(number == 1 ? "" : "s")}";

    public static string Share(long part, long whole) => whole == 0 ? "no data yet" : Percent((double)part / whole);

    /// <summary>A part in percent. All and nothing are said of all and nothing only: one failure in a thousand is not 100 % success.</summary>
    public static string Percent(double part) => part switch
    {
        > 0 and < 0.005 => "under 1 %",
        >= 0.995 and < 1 => "over 99 %",
        _ => part.ToString("0 %", CultureInfo.InvariantCulture),
    };

    public static string Ms(double? ms) => ms is { } known ? known.ToString("#,0", CultureInfo.InvariantCulture) + " ms" : "–";

    public static string Price(Price price) =>
        !price.IsKnown ? "unknown"
        : price is { Input: 0, Output: 0 } ? "Free (local)"
        : string.Create(CultureInfo.InvariantCulture, $"${price.Input:0.00##} / ${price.Output:0.00##}");

    public static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
