using System.Collections.Immutable;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Guards.Answers;

namespace CodeRouter.Guards;

/// <summary>
/// What the operator asked of the guards, done to one request: found, and passed, redacted, refused or kept at home. What a guard does
/// is in <see cref="GuardSettings"/>; a guard that is off costs nothing.
/// </summary>
/// <param name="scanner">Finds, and remembers by content.</param>
/// <param name="rules">Knows the operator's own rules.</param>
/// <param name="memory">Placeholders of sessions whose history the provider keeps.</param>
/// <param name="key">The deployment's own key: placeholders mean nothing without it.</param>
public sealed class GuardChain(PieceScanner scanner, RuleScanner rules, SessionPlaceholders memory, Lazy<byte[]> key)
{
    private const double Flagged = 0.5;

    /// <summary>For requests that are not sent: placeholders stand for nothing and nothing is kept.</summary>
    public static GuardChain ForTrials() => new(new PieceScanner(), new RuleScanner(), new SessionPlaceholders(new NothingKept(), TimeProvider.System), new Lazy<byte[]>(static () => new byte[32]));

    /// <summary>Whether anything of a request must be known before it goes on.</summary>
    public static bool ActsBefore(GuardSettings settings) => Acts(settings.Secrets) || Acts(settings.Pii) || Acts(settings.Jailbreak) || settings.ToolInjection == GuardAction.Block || AnyActs(settings.Plugins) || AnyRule(settings.Rules);

    /// <summary>How much an observer would have to look at, in bytes.</summary>
    public static int ToObserve(RequestView request) => RequestPieces.NewBytes(request);

    public static bool IsOff(GuardSettings settings) => SoughtGuards.In(settings) == Sought.None;

    /// <summary>Looks at the whole request and does what is asked.</summary>
    /// <param name="subject">Whose request it is: the same value has another placeholder for everybody else.</param>
    /// <param name="beside">Texts that go along with the body: headers, what the address asks. Only credentials are looked for there.</param>
    public GuardVerdict Judge(RequestView request, GuardSettings settings, GuardSubject subject, string session, IReadOnlyList<string> beside)
    {
        string owner = Owner(subject, session);
        var ignores = Ignores.For(settings, subject);
        var tally = new GuardTally(settings);
        var edits = new List<ByteEdit>();
        int redacted = 0;
        var redactions = new Redactions();
        var stored = SoughtGuards.In(settings) & ~Sought.Injection;
        if (stored != Sought.None)
        {
            foreach (var (piece, free) in RequestPieces.All(request))
            {
                var reading = scanner.Scan(request[piece], stored, free);
                foreach (var sighting in Sighting.Settle(reading.Sightings, settings))
                {
                    var raw = new Slice(piece.Start + sighting.Raw.Start, sighting.Raw.Length);
                    if (!ignores.Covers(sighting.Type, request[raw]) && tally.Count(sighting) == GuardAction.Redact)
                    {
                        edits.Add(new ByteEdit(raw.Start, raw.Length, Stand(redactions, owner, sighting.Type, JsonText.Decode(request[raw]))));
                        redacted++;
                    }
                }

                foreach (var wrapped in reading.Wrapped)
                {
                    var raw = new Slice(piece.Start + wrapped.Raw.Start, wrapped.Raw.Length);
                    var (text, count) = Unwrapped(WrappedText.Read(request[raw])!, wrapped);
                    if (count > 0)
                    {
                        edits.Add(new ByteEdit(raw.Start, raw.Length, WrappedText.Wrap(text)));
                        redacted += count;
                    }
                }
            }
        }

        foreach (string text in (stored & Sought.Secrets) == 0 ? [] : beside)
        {
            foreach (var sighting in PieceScanner.LookAside(text))
            {
                string value = text.Substring(sighting.Raw.Start, sighting.Raw.Length);
                if (!ignores.Covers(sighting.Type, value) && tally.Count(sighting) == GuardAction.Redact)
                {
                    Stand(redactions, owner, sighting.Type, value);
                    redacted++;
                }
            }
        }

        CountInjection(request, settings, tally);
        tally.Apply(settings.Rules.Count == 0 ? [] : rules.Met(request, settings.Rules, subject));
        if (tally.Refusal is not null)
        {
            return tally.Verdict;
        }

        bool more = Redacts(settings) && NamesEarlier(request);
        if (more)
        {
            redactions.MayHaveMore(() => memory.RecallAsync(subject.KeyId ?? "", session));
        }

        edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return tally.Verdict with
        {
            Body = edits.Count == 0 ? null : ByteEdit.Apply(request.Body.Span, edits),
            Redacted = redacted,
            Redactions = redacted > 0 || more ? redactions : null,
        };

        // What a file says without what is redacted in it, and how much that was.
        (string Text, int Count) Unwrapped(string file, WrappedReading wrapped)
        {
            var made = new StringBuilder();
            int from = 0, count = 0;
            foreach (var sighting in Sighting.Settle(wrapped.Sightings, settings))
            {
                string value = file.Substring(sighting.Raw.Start, sighting.Raw.Length);
                if (!ignores.Covers(sighting.Type, value) && tally.Count(sighting) == GuardAction.Redact)
                {
                    made.Append(file, from, sighting.Raw.Start - from).Append(Stand(redactions, owner, sighting.Type, value));
                    from = sighting.Raw.End;
                    count++;
                }
            }

            return (made.Append(file, from, file.Length - from).ToString(), count);
        }
    }

    private string Stand(Redactions redactions, string owner, string type, string value)
    {
        string placeholder = Placeholder.For(key.Value, owner, type, value);
        redactions.Add(placeholder, value);
        return placeholder;
    }

    /// <summary>Keeps what a request redacted for later steps of its session; done when other gateways can find it.</summary>
    public Task KeepAsync(GuardVerdict verdict, GuardSettings settings, GuardSubject subject, string session) =>
        verdict is { Redacted: > 0, Redactions: { } redactions } ? memory.KeepAsync(subject.KeyId ?? "", session, redactions.Values, settings.PlaceholderTtl) : Task.CompletedTask;

    /// <summary>A form with files is not read: only rules that go by who sends it apply.</summary>
    public static GuardVerdict JudgeUnread(GuardSettings settings, GuardSubject subject)
    {
        var tally = new GuardTally(settings);
        tally.Apply([.. settings.Rules.Where(r => r.InRequests && !r.ReadsText && subject.Concerns(r))]);
        return tally.Verdict;
    }

    /// <summary>What guards and rules do to the answer; null where none looks at answers.</summary>
    /// <param name="dialect">The caller's format.</param>
    public AnswerGuard? BeforeAnswer(GuardSettings settings, GuardSubject subject, string session, IDialect dialect)
    {
        var met = rules.ForAnswers(settings.Rules, subject);
        if (met.Length == 0 && settings.Answers.IsOff)
        {
            return null;
        }

        string owner = Owner(subject, session);
        return new AnswerGuard(new AnswerLook(settings, met, Ignores.For(settings, subject), (type, value) => Placeholder.For(key.Value, owner, type, value)), dialect);
    }

    /// <summary>
    /// What stands in the messages since the model last spoke, for guards that only observe; null where that is nothing. It is not remembered,
    /// for it is new once.
    /// </summary>
    public static GuardVerdict? Observe(RequestView request, GuardSettings settings, GuardSubject subject)
    {
        GuardTally? tally = null;
        var sought = SoughtGuards.In(settings);
        var messages = request.Scan.Messages;
        for (int i = RequestPieces.FirstNew(request); i < messages.Count; i++)
        {
            var piece = messages[i];
            var reading = PieceScanner.Look(request[piece], sought);
            if (ReferenceEquals(reading, PieceReading.Empty))
            {
                continue;
            }

            tally ??= new GuardTally(settings);
            var ignores = Ignores.For(settings, subject);
            foreach (var sighting in Sighting.Settle(reading.Sightings, settings))
            {
                if (!ignores.Covers(sighting.Type, request[new Slice(piece.Start + sighting.Raw.Start, sighting.Raw.Length)]))
                {
                    tally.Count(sighting);
                }
            }

            foreach (var wrapped in reading.Wrapped)
            {
                string file = WrappedText.Read(request[new Slice(piece.Start + wrapped.Raw.Start, wrapped.Raw.Length)])!;
                foreach (var sighting in Sighting.Settle(wrapped.Sightings, settings).Where(s => !ignores.Covers(s.Type, file.Substring(s.Raw.Start, s.Raw.Length))))
                {
                    tally.Count(sighting);
                }
            }

            tally.CountInjection(reading.HumanInjection, reading.ToolInjection, Flagged);
        }

        return tally?.Verdict;
    }

    // Only what is new: an attempt that was let pass, or refused, once is not judged again with every step.
    private void CountInjection(RequestView request, GuardSettings settings, GuardTally tally)
    {
        if (settings.Jailbreak == GuardAction.Off)
        {
            return;
        }

        var messages = request.Scan.Messages;
        for (int i = RequestPieces.FirstNew(request); i < messages.Count; i++)
        {
            var reading = scanner.Scan(request[messages[i]], Sought.Injection);
            tally.CountInjection(reading.HumanInjection, reading.ToolInjection, Flagged);
        }
    }

    private static string Owner(GuardSubject subject, string session) => subject.KeyId + "/" + session;

    private static bool Redacts(GuardSettings settings) => settings.Secrets == GuardAction.Redact || settings.Pii == GuardAction.Redact || (settings.Plugins.Count > 0 && settings.Plugins.Values.Contains(GuardAction.Redact));

    // The answer may name what an earlier step redacted: history that lies elsewhere, or placeholders that came back as they are.
    private static bool NamesEarlier(RequestView request) =>
        new JsonSpan(request.Find("previous_response_id"u8)).HasText || new JsonSpan(request.Find("conversation"u8)).Exists || new JsonSpan(request.Find("cachedContent"u8)).HasText
        || request.Body.Span.IndexOf("REDACTED_"u8) >= 0;

    private sealed class NothingKept : IPlaceholderStore
    {
        public IReadOnlyDictionary<string, string> Find(string keyId, string session, DateTimeOffset now) => ImmutableDictionary<string, string>.Empty;

        public void Keep(string keyId, string session, IReadOnlyDictionary<string, string> values, DateTimeOffset now, DateTimeOffset expiresAt)
        {
            // A trial has nothing to restore.
        }
    }

    private static bool Acts(GuardAction action) => action is GuardAction.Redact or GuardAction.Block or GuardAction.Route;

    private static bool AnyActs(IReadOnlyDictionary<string, GuardAction> plugins) => plugins.Count > 0 && plugins.Values.Any(Acts);

    private static bool AnyRule(IReadOnlyList<GuardRule> rules)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            if (rules[i].InRequests)
            {
                return true;
            }
        }

        return false;
    }
}
