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
    /// <summary>What is watched before there is anything to watch.</summary>
    public static readonly Task<GuardVerdict?> Unwatched = Task.FromResult<GuardVerdict?>(null);

    /// <summary>Redacts the request in place, or says why it may not go on.</summary>
    public GatewayFailure? Judge(Exchange exchange, Func<Exchange, Step> read)
    {
        var settings = SettingsOf(exchange);
        if (!GuardChain.ActsBefore(settings) && !exchange.Snapshot.ReadsGuards)
        {
            return null;
        }

        var step = exchange.Step!;
        var verdict = exchange.Guarded = exchange.FormType is null ? chain.Judge(exchange.Request!, settings, SubjectOf(exchange), step.Session) : GuardChain.JudgeUnread(settings, SubjectOf(exchange));
        if (verdict.Refusal is { } refusal)
        {
            return new GatewayFailure(FailureCode.Guarded, refusal);
        }

        if (verdict.Body is { } body)
        {
            var request = exchange.Request!;
            exchange.Request = new RequestView(request.Format, body, JsonScanner.Scan(body), request.Headers, request.Path, request.Model, request.Stream);
            exchange.ModelAt = exchange.Route.PathModel is null ? exchange.Request.Scan.Find(body, "model"u8) : default;
            if (exchange.Route.Operation == Operation.Generate)
            {
                // Whatever reads the step from here on, a small model asked for its phase included, reads what may leave.
                exchange.Step = read(exchange) with { Session = step.Session, Track = step.Track, SessionIsNative = step.SessionIsNative };
            }
        }

        return null;
    }

    /// <summary>
    /// Beside the answer: what guards that only observe find in what is new; null where nothing is to be looked for. It reads the body, so it
    /// has to end before the exchange does.
    /// </summary>
    public static Task<GuardVerdict?> Watch(Exchange exchange)
    {
        var settings = SettingsOf(exchange);
        var subject = SubjectOf(exchange);
        return exchange.Guarded is not null || exchange.Request is not { } request || exchange.FormType is not null || GuardChain.IsOff(settings) || exchange.Route.Operation != Operation.Generate
            ? Unwatched
            : Task.Run(GuardVerdict? () => GuardChain.Observe(request, settings, subject));
    }

    /// <summary>Notes what <see cref="Watch"/> found. Whatever went wrong there, the books are kept.</summary>
    public static async ValueTask TakeAsync(Exchange exchange, Task<GuardVerdict?> watch, ILogger log)
    {
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
    public static GatewayFailure? Refuses(Exchange exchange, ModelCard model) => MaySee.Refuses(exchange.Guarded, model) is { } why
        ? new GatewayFailure(FailureCode.Guarded, $"{model.Name} may not see this request ({why}). Name a model that may, or \"coding-auto\" to have one chosen.")
        : null;

    private static GuardSettings SettingsOf(Exchange exchange) => exchange.Snapshot.Settings.Guards.For(exchange.Caller?.Key?.Group);

    private static GuardSubject SubjectOf(Exchange exchange) => new(exchange.Caller?.KeyId, exchange.Caller?.Name, exchange.Caller?.Key?.Group, exchange.Step?.Repository ?? exchange.Request!.Headers["X-CodeRouter-Repo"]);

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
