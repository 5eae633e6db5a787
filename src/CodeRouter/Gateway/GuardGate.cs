using System.Globalization;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Guards;
using CodeRouter.Guards.Answers;
using CodeRouter.Ledger;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// The guards at their two places: before anything leaves, where one of them acts or a rule asks for its verdict; and behind the answer,
/// where they only observe, so that observing costs nobody time.
/// </summary>
public sealed class GuardGate(GuardChain chain)
{
    /// <summary>More than this is looked at beside the request, on another thread; less costs less than handing it over.</summary>
    private const int LookedAtHere = 16 * 1024;

    /// <summary>What is watched before there is anything to watch.</summary>
    public static readonly Task<GuardVerdict?> Unwatched = Task.FromResult<GuardVerdict?>(null);

    /// <summary>Redacts the request in place, or says why it may not go on.</summary>
    /// <param name="trial">Nothing is sent: guards that only observe are asked as well, and nothing is kept.</param>
    public GatewayFailure? Judge(Exchange exchange, Func<Exchange, Step> read, bool trial = false)
    {
        var settings = SettingsOf(exchange);
        if (!trial && !GuardChain.ActsBefore(settings) && !exchange.Snapshot.ReadsGuards)
        {
            return null;
        }

        var step = exchange.Step!;
        var before = exchange.Earlier;
        var verdict = exchange.Guarded = exchange.FormType is null ? JudgeAll(exchange, settings, step.Session) : GuardChain.JudgeUnread(settings, SubjectOf(exchange));
        if (verdict.Refusal is { } refusal)
        {
            return new GatewayFailure(FailureCode.Guarded, refusal);
        }

        if (!trial)
        {
            exchange.Placeholders = chain.KeepAsync(verdict, settings, SubjectOf(exchange), step.Session);
        }

        if (verdict.Body is { } body)
        {
            exchange.Request = With(exchange.Request!, body);
            exchange.ModelAt = exchange.Route.PathModel is null ? exchange.Request.Scan.Find(body, "model"u8) : default;
        }

        if (exchange.Route.Operation == Operation.Generate && (verdict.Body is not null || !ReferenceEquals(before, exchange.Earlier)))
        {
            // Whatever reads the step from here on, a small model asked for its phase included, reads what may leave.
            exchange.Step = read(exchange) with { Session = step.Session, Track = step.Track, SessionIsNative = step.SessionIsNative, NamesEarlier = step.NamesEarlier };
        }

        return null;
    }

    // What is remembered here of the conversation is written out for any provider but the one that knows it, so it is looked at as what is sent.
    private GuardVerdict JudgeAll(Exchange exchange, GuardSettings settings, string session)
    {
        var verdict = chain.Judge(exchange.Request!, settings, SubjectOf(exchange), session, PassedAlong.Texts(exchange.Http.Request));
        if (exchange.Earlier is not { } earlier || verdict.Refusal is not null)
        {
            return verdict;
        }

        var whole = chain.Judge(earlier.Whole, settings, SubjectOf(exchange), session, []);
        if (whole.Body is { } body)
        {
            exchange.Earlier = new EarlierTurns(earlier.Channel, () => With(earlier.Whole, body));
        }

        return verdict.And(whole);
    }

    /// <summary>A recorded request, of nobody and without a gateway: what would be found, and the request as it would go on. Nothing is kept.</summary>
    public static (GuardVerdict Verdict, RequestView Sent) Try(RequestView request, GuardSettings settings, Step step)
    {
        var verdict = GuardChain.ForTrials().Judge(request, settings, new GuardSubject(null, null, null, step.Repository ?? Repository(request)), step.Session, []);
        return (verdict, verdict.Body is { } body ? With(request, body) : request);
    }

    /// <summary>Why a request would not be sent to the model that was chosen, or to any; null where it would.</summary>
    public static string? Refusal(GuardVerdict? guarded, ModelCard? chosen) => guarded?.Refusal ?? (chosen is null ? null : WhyNot(guarded, chosen));

    private static RequestView With(RequestView request, byte[] body) => new(request.Format, body, JsonScanner.Scan(body), request.Headers, request.Path, request.Model, request.Stream);

    /// <summary>
    /// Beside the answer: what guards that only observe find in what is new, where that is much. It reads the body, so it has to end before the
    /// exchange does.
    /// </summary>
    public static Task<GuardVerdict?> Watch(Exchange exchange)
    {
        if (!IsToBeSeen(exchange) || GuardChain.ToObserve(exchange.Request!) <= LookedAtHere)
        {
            return Unwatched;
        }

        exchange.Seen = true;
        var (request, settings, subject) = (exchange.Request!, SettingsOf(exchange), SubjectOf(exchange));
        return Task.Run(GuardVerdict? () => GuardChain.Observe(request, settings, subject));
    }

    /// <summary>The same here and now, where it is little and nobody has looked: best while the upstream thinks.</summary>
    public static void Look(Exchange exchange, ILogger log)
    {
        if (!IsToBeSeen(exchange))
        {
            return;
        }

        exchange.Seen = true;
        try
        {
            if (GuardChain.Observe(exchange.Request!, SettingsOf(exchange), SubjectOf(exchange)) is { } seen)
            {
                exchange.Guarded = seen;
                Note(exchange);
            }
        }
        catch (Exception e)
        {
            // Whoever only looks stops nothing.
            log.Bug(exchange.Record.Id, e);
        }
    }

    private static bool IsToBeSeen(Exchange exchange) =>
        !exchange.Seen && exchange.Journalled && exchange.Guarded is null && exchange.Request is not null && exchange.FormType is null && exchange.Route.Operation == Operation.Generate && !GuardChain.IsOff(SettingsOf(exchange));

    /// <summary>Notes what <see cref="Watch"/> found. Whatever went wrong there, the books are kept.</summary>
    public static ValueTask TakeAsync(Exchange exchange, Task<GuardVerdict?> watch, ILogger log)
    {
        Look(exchange, log);
        return ReferenceEquals(watch, Unwatched) && exchange.Placeholders.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(exchange, watch, log);
    }

    private static async ValueTask AwaitAsync(Exchange exchange, Task<GuardVerdict?> watch, ILogger log)
    {
        // Before the last bytes: the next step may come to another gateway.
        await exchange.Placeholders.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (watch.Exception is { } bug)
        {
            log.Bug(exchange.Record.Id, bug);
        }
        else if (watch.IsCompletedSuccessfully && await watch is { } seen)
        {
            exchange.Guarded = seen;
            Note(exchange);
        }
    }

    /// <summary>A model that was asked for by name wins over every rule but this one: what must stay at home stays there.</summary>
    public static GatewayFailure? Refuses(Exchange exchange, ModelCard model) => WhyNot(exchange.Guarded, model) is { } why ? new GatewayFailure(FailureCode.Guarded, why) : null;

    /// <summary>The same in words; null where the model may see the request.</summary>
    public static string? WhyNot(GuardVerdict? guarded, ModelCard model) =>
        MaySee.Refuses(guarded, model) is { } why ? $"{model.Name} may not see this request ({why}). Name a model that may, or \"coding-auto\" to have one chosen." : null;

    private static GuardSettings SettingsOf(Exchange exchange) => exchange.Snapshot.Settings.Guards.For(exchange.Caller?.Key?.Group);

    private static GuardSubject SubjectOf(Exchange exchange) => new(exchange.Caller?.KeyId, exchange.Caller?.Name, exchange.Caller?.Key?.Group, exchange.Step?.Repository ?? Repository(exchange.Request!));

    private static string? Repository(RequestView request) => request.Headers[RepositoryHeader.Name] is { } said ? RepositoryHeader.Read(said) : null;

    /// <summary>What stands before the answer on its way to the caller; null where nobody looks at answers of this kind.</summary>
    public AnswerGuard? BeforeAnswer(Exchange exchange) =>
        exchange.Route.Operation is Operation.Generate or Operation.Compact
            ? chain.BeforeAnswer(SettingsOf(exchange), SubjectOf(exchange), exchange.Step!.Session, exchange.Dialect)
            : null;

    /// <summary>What was found in an answer, into the step's detail.</summary>
    public static void Note(StepRecord record, AnswerGuard? guard)
    {
        if (guard is { Found.Count: > 0 })
        {
            string redacted = guard.Redacted > 0 ? string.Create(CultureInfo.InvariantCulture, $",\"answer_redacted\":{guard.Redacted}") : "";
            StepNotes.Add(record, $"\"answer_guards\":{{{Listed(guard.Found)}}}{redacted}");
        }
    }

    /// <summary>Types and numbers into the step's detail; values never.</summary>
    public static void Note(Exchange exchange)
    {
        var record = exchange.Record;
        if (exchange.Guarded is not { Found.Count: > 0 } guarded)
        {
            return;
        }

        string redacted = guarded.Redacted > 0 ? string.Create(CultureInfo.InvariantCulture, $",\"redacted\":{guarded.Redacted}") : "";
        StepNotes.Add(record, $"\"guards\":{{{Listed(guarded.Found)}}}{redacted}");
        if (guarded.Redacted > 0)
        {
            record.Reason = string.Create(CultureInfo.InvariantCulture, $"{record.Reason}; {guarded.Redacted} redacted");
        }
    }

    private static string Listed(IReadOnlyDictionary<string, int> found) =>
        string.Join(',', found.Select(static f => string.Create(CultureInfo.InvariantCulture, $"\"{JsonEncodedText.Encode(f.Key)}\":{f.Value}")));
}
