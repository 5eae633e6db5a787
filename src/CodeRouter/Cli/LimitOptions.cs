using System.CommandLine;
using System.Globalization;
using System.Numerics;
using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>The options that set limits, the same for keys and for token groups.</summary>
internal sealed class LimitOptions
{
    // A parser of the library cannot give back nothing, so the word is looked for where the options are read.
    private const string None = "none";

    private readonly Option<decimal?> _usd = Of<decimal>("--budget-usd", "USD in all");
    private readonly Option<decimal?> _usdPerDay = Of<decimal>("--budget-usd-per-day", "USD a day (UTC)");
    private readonly Option<decimal?> _usdPerMonth = Of<decimal>("--budget-usd-per-month", "USD a month (UTC)");
    private readonly Option<long?> _tokens = Of<long>("--budget-tokens", "Tokens in all, in and out");
    private readonly Option<long?> _tokensPerDay = Of<long>("--budget-tokens-per-day", "Tokens a day");
    private readonly Option<long?> _tokensPerMonth = Of<long>("--budget-tokens-per-month", "Tokens a month");
    private readonly Option<long?> _requestsPerMinute = Of<long>("--requests-per-minute", "Requests a minute");
    private readonly Option<long?> _tokensPerMinute = Of<long>("--tokens-per-minute", "Tokens a minute");
    private readonly Option<long?> _concurrent = Of<long>("--concurrent", "Requests at one time", "--concurrent-requests");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_usd, _usdPerDay, _usdPerMonth, _tokens, _tokensPerDay, _tokensPerMonth, _requestsPerMinute, _tokensPerMinute, _concurrent])
        {
            command.Add(option);
        }
    }

    /// <param name="before">What holds where an option is not given.</param>
    public LimitSet Read(ParseResult parsed, LimitSet? before = null) => new()
    {
        Usd = Said(parsed, _usd, before?.Usd),
        UsdPerDay = Said(parsed, _usdPerDay, before?.UsdPerDay),
        UsdPerMonth = Said(parsed, _usdPerMonth, before?.UsdPerMonth),
        Tokens = Said(parsed, _tokens, before?.Tokens),
        TokensPerDay = Said(parsed, _tokensPerDay, before?.TokensPerDay),
        TokensPerMonth = Said(parsed, _tokensPerMonth, before?.TokensPerMonth),
        RequestsPerMinute = Said(parsed, _requestsPerMinute, before?.RequestsPerMinute),
        TokensPerMinute = Said(parsed, _tokensPerMinute, before?.TokensPerMinute),
        Concurrent = Said(parsed, _concurrent, before?.Concurrent),
    };

    private static T? Said<T>(ParseResult parsed, Option<T?> option, T? before)
        where T : struct => parsed.GetResult(option) switch
        {
            null or { Implicit: true } => before,
            { Tokens: [{ Value: None }] } => null,
            _ => parsed.GetValue(option),
        };

    private static Option<T?> Of<T>(string name, string description, params string[] aliases)
        where T : struct, INumberBase<T> => new(name, aliases)
        {
            Description = description + ", or none",
            CustomParser = static result =>
            {
                string said = result.Tokens[0].Value;
                if (!T.TryParse(said, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) && said != None)
                {
                    result.AddError("Cannot parse it");
                }

                return amount;
            },
        };

    /// <summary>Words with commas between; null where the option was not given.</summary>
    public static string[]? Words(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
