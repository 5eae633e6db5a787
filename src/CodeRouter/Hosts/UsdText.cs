using System.Globalization;

namespace CodeRouter.Hosts;

/// <summary>Amounts as tables for people show them: a cost that is not nothing never reads as nothing.</summary>
public static class UsdText
{
    public static string? Of(decimal? usd) => usd is { } known ? "$" + known.ToString(known != 0 && Math.Abs(known) < 0.01m ? "0.000000" : "0.0000", CultureInfo.InvariantCulture) : null;
}
