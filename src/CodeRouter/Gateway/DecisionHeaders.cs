using System.Globalization;
using System.Text;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>
/// The <c>X-CodeRouter-*</c> headers: every decision explains itself on the answer. Costs are USD with six decimals; what is not known
/// is <c>unknown</c>, never 0.
/// </summary>
public static class DecisionHeaders
{
    private const string Unknown = "unknown";
    private const int Longest = 200;

    /// <summary>Only what is known before there is a decision: refusals carry it too.</summary>
    public static void WriteId(IHeaderDictionary headers, Exchange exchange)
    {
        headers["X-CodeRouter-Decision"] = exchange.Record.Id;
        headers["X-CodeRouter-Request-Hash"] = exchange.Record.RequestHash is { Length: > 0 } hash ? hash : Unknown;
    }

    public static void Write(IHeaderDictionary headers, Exchange exchange, decimal? cost, decimal? baselineCost)
    {
        WriteId(headers, exchange);
        var record = exchange.Record;
        // A refusal before the body was read knows no step; the headers stand there all the same, so that clients can rely on them.
        var step = exchange.Step;
        headers["X-CodeRouter-Phase"] = step?.Phase.Name() ?? Unknown;
        headers["X-CodeRouter-Phase-Confidence"] = (step?.PhaseConfidence ?? 0).ToString("0.00", CultureInfo.InvariantCulture);
        headers["X-CodeRouter-Agent"] = Plain(record.Agent ?? Unknown);
        headers["X-CodeRouter-Kind"] = step?.Kind.Name() ?? Unknown;
        headers["X-CodeRouter-Session"] = step is { Session.Length: > 0 } ? Plain(step.Session) : Unknown;
        headers["X-CodeRouter-Model"] = Plain(record.Model ?? Unknown);
        headers["X-CodeRouter-Tier"] = record.Tier?.Name() ?? Unknown;
        headers["X-CodeRouter-Cost"] = Usd(cost);
        headers["X-CodeRouter-Cost-If-Opus"] = Usd(baselineCost);
        headers["X-CodeRouter-Baseline"] = Plain(record.BaselineModel ?? Unknown);
        headers["X-CodeRouter-Savings"] = Savings(cost, baselineCost);
        headers["X-CodeRouter-Reason"] = Sentence(record.Reason ?? "no decision was due");
        if (exchange.Cached is { } cached)
        {
            headers["X-CodeRouter-Cache"] = cached.Word;
        }

        if (record.Rule is { } rule)
        {
            headers["X-CodeRouter-Rule"] = Plain(rule);
        }

        if (record.Loss is { Length: > 0 } loss)
        {
            headers["X-CodeRouter-Loss"] = Plain(loss);
        }

        LimitHeaders.Write(headers, exchange);
    }

    public static string Usd(decimal? cost) => cost?.ToString("0.000000", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Savings(decimal? cost, decimal? baseline)
    {
        if (cost is not { } paid || baseline is not { } full)
        {
            return Unknown;
        }

        if (full == 0)
        {
            return paid == 0 ? "0.0%" : Unknown;
        }

        return ((1 - (paid / full)) * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>A text for people as a header value: one that is too long ends after a whole word and with dots.</summary>
    public static string Sentence(string text)
    {
        if (text.Length <= Longest)
        {
            return Plain(text);
        }

        int end = text.LastIndexOf(' ', Longest - 3);
        return Plain(text[..(end > 0 ? end : Longest - 3)]).TrimEnd(',', ';', ' ') + "...";
    }

    /// <summary>A header value is printable ASCII on one line; what a caller or a configuration wrote may be anything.</summary>
    public static string Plain(string text)
    {
        if (text.Length <= Longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var plain = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (char c in text)
        {
            if (plain.Length == Longest)
            {
                break;
            }

            plain.Append(c is >= ' ' and <= '~' ? c : c is '\u2192' ? '>' : c is '\u2026' ? '.' : c < ' ' ? ' ' : '?');
        }

        return plain.ToString().Trim();
    }
}
