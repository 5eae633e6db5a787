using System.Globalization;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

public enum UsageGrouping : byte
{
    None,
    Session,
    Model,
    Phase,
    Key,

    /// <summary>The label that says whose a key is, as it is now.</summary>
    User,

    /// <summary>The label that says who pays for a key, as it is now; without one its token group.</summary>
    Team,
    Repo,
    Agent,
    Tier,
    Day,

    /// <summary>Model, tier and baseline at once, joined by <see cref="UsageQuery.Joint"/>: all that an overview sums up, read in one pass.</summary>
    Way,
}

/// <summary>What `GET /v1/coderoute/usage` asks.</summary>
public sealed record UsageQuery
{
    private static readonly Dictionary<string, UsageGrouping> Groupings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["session"] = UsageGrouping.Session,
        ["session_id"] = UsageGrouping.Session,
        ["model"] = UsageGrouping.Model,
        ["phase"] = UsageGrouping.Phase,
        ["key"] = UsageGrouping.Key,
        ["user"] = UsageGrouping.User,
        ["team"] = UsageGrouping.Team,
        ["repo"] = UsageGrouping.Repo,
        ["repository"] = UsageGrouping.Repo,
        ["agent"] = UsageGrouping.Agent,
        ["host"] = UsageGrouping.Agent,
        ["tier"] = UsageGrouping.Tier,
        ["day"] = UsageGrouping.Day,
    };

    private const int MostGroups = 1000;

    /// <summary>Stands between the parts of a name made of several.</summary>
    public const char Joint = '\u001f';

    public string? Session { get; init; }

    /// <summary>The caller's key, or the one an administrator asks about.</summary>
    public string? KeyId { get; init; }

    /// <summary>A key holder asks: savings are stated against what the key is charged.</summary>
    public bool IsKeyHolders { get; init; }

    public string? Model { get; init; }

    public string? Agent { get; init; }

    public string? Phase { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    public UsageGrouping GroupBy { get; init; }

    /// <summary>Only what a cache answered; read from the steps, of which the oldest may be gone.</summary>
    public bool CacheHitsOnly { get; init; }

    /// <summary>The sums that are wanted; the others stay 0, which is quicker. Null is all.</summary>
    public IReadOnlySet<Measure>? Only { get; init; }

    /// <summary>Without tasks and baselines: a list shows neither.</summary>
    public bool SumsOnly { get; init; }

    /// <summary>Groups given back, the dearest first (days: the newest first).</summary>
    public int Limit { get; init; } = MostGroups;

    /// <summary>Reads the query string. Null with a message (what is wrong and what would be right) where it cannot be read.</summary>
    /// <param name="value">Value of a parameter, null when absent.</param>
    /// <param name="callerKeyId">The caller's own key: then nothing else can be asked about.</param>
    public static UsageQuery? Parse(Func<string, string?> value, string? callerKeyId, DateTimeOffset now, out string? problem)
    {
        problem = null;
        var grouping = UsageGrouping.None;
        string? word = Text(value("group_by"));
        if (word is not null && !Groupings.TryGetValue(word, out grouping))
        {
            problem = $"group_by={word} is not known. Use session, model, phase, key, user, team, repo, agent, tier or day.";
            return null;
        }

        if (!TryMoment(Text(value("since")), now, out var since) || !TryMoment(Text(value("until")), now, out var until))
        {
            problem = "since and until are moments: 2026-08-01, 2026-08-01T12:00:00Z, Unix seconds, or an age such as 24h or 7d.";
            return null;
        }

        string? phase = Text(value("phase"));
        if (phase is not null && StepNames.ParsePhase(phase) is null)
        {
            problem = $"phase={phase} is no phase. Use one of {string.Join(", ", StepNames.Phases.Select(static p => p.Name()))}.";
            return null;
        }

        int limit = MostGroups;
        if (Text(value("limit")) is { } most && !(int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostGroups))
        {
            problem = $"limit is a whole number from 1 to {MostGroups}: how many groups are given back, the dearest first.";
            return null;
        }

        return new UsageQuery
        {
            Session = Text(value("session_id")) is { } session ? CallerName.Of(session) : null,
            KeyId = callerKeyId ?? Text(value("key")),
            IsKeyHolders = callerKeyId is not null,
            Model = Text(value("model")),
            Agent = Text(value("agent")),
            Phase = phase is null ? null : StepNames.ParsePhase(phase)!.Value.Name(),
            Since = since,
            Until = until,
            GroupBy = grouping,
            Limit = limit,
        };
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool TryMoment(string? text, DateTimeOffset now, out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null)
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253_402_300_800)
        {
            moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        double? unit = text[^1] switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => null };
        if (unit is not null && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double age) && age * unit < 3e9)
        {
            moment = now.AddSeconds(-age * unit.Value);
            return true;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            moment = parsed;
            return true;
        }

        return false;
    }
}
