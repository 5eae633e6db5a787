using System.CommandLine;
using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>The options that set limits, the same for keys and for token groups.</summary>
internal sealed class LimitOptions
{
    private readonly Option<decimal?> _usd = new("--budget-usd") { Description = "USD in all" };
    private readonly Option<decimal?> _usdPerDay = new("--budget-usd-per-day") { Description = "USD a day (UTC)" };
    private readonly Option<decimal?> _usdPerMonth = new("--budget-usd-per-month") { Description = "USD a month (UTC)" };
    private readonly Option<long?> _tokens = new("--budget-tokens") { Description = "Tokens in all, in and out" };
    private readonly Option<long?> _tokensPerDay = new("--budget-tokens-per-day") { Description = "Tokens a day" };
    private readonly Option<long?> _tokensPerMonth = new("--budget-tokens-per-month") { Description = "Tokens a month" };
    private readonly Option<long?> _requestsPerMinute = new("--requests-per-minute") { Description = "Requests a minute" };
    private readonly Option<long?> _tokensPerMinute = new("--tokens-per-minute") { Description = "Tokens a minute" };
    private readonly Option<long?> _concurrent = new("--concurrent") { Description = "Requests at one time" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_usd, _usdPerDay, _usdPerMonth, _tokens, _tokensPerDay, _tokensPerMonth, _requestsPerMinute, _tokensPerMinute, _concurrent])
        {
            command.Add(option);
        }
    }

    public LimitSet Read(ParseResult parsed) => new()
    {
        Usd = parsed.GetValue(_usd),
        UsdPerDay = parsed.GetValue(_usdPerDay),
        UsdPerMonth = parsed.GetValue(_usdPerMonth),
        Tokens = parsed.GetValue(_tokens),
        TokensPerDay = parsed.GetValue(_tokensPerDay),
        TokensPerMonth = parsed.GetValue(_tokensPerMonth),
        RequestsPerMinute = parsed.GetValue(_requestsPerMinute),
        TokensPerMinute = parsed.GetValue(_tokensPerMinute),
        Concurrent = parsed.GetValue(_concurrent),
    };

    /// <summary>Words with commas between; null where the option was not given.</summary>
    public static string[]? Words(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
