namespace CodeRouter.Ledger;

/// <summary>
/// Money as it is stored: whole 1e-12 dollars in 64 bits. A list price has at most six decimals per million tokens, so a token's price,
/// and every sum of tokens, is a whole number of these; sums of whole numbers are exact in any order. One amount may reach $9.2 million.
/// </summary>
public static class PicoDollars
{
    public const decimal PerDollar = 1_000_000_000_000m;
    private const decimal Most = long.MaxValue / PerDollar;

    public static long From(decimal usd) =>
        usd >= Most ? long.MaxValue : usd <= -Most ? -long.MaxValue : (long)decimal.Round(usd * PerDollar, MidpointRounding.ToEven);

    public static long? From(decimal? usd) => usd is { } known ? From(known) : null;

    public static decimal ToUsd(long pico) => pico / PerDollar;

    public static decimal? ToUsd(long? pico) => pico is { } known ? ToUsd(known) : null;

    /// <summary>
    /// A sum that was taken in two parts (whole millions, remainders): the stores sum in 64 bits, and many amounts together may pass
    /// what one may reach.
    /// </summary>
    public static decimal ToUsd(long millions, long rest) => ((decimal)millions * 1_000_000m + rest) / PerDollar;
}
