using System.CommandLine;
using System.Globalization;
using CodeRouter.Config;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Guards;

namespace CodeRouter.Cli;

/// <summary>
/// <c>coderouter explain TEXT</c>: a request's tasks and where each would go; <c>explain --request FILE</c>: the whole decision for a recorded
/// request. Both without a key and without a server.
/// </summary>
public static class ExplainVerb
{
    private static readonly string[] UsualKeys = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"];

    public static Command Build()
    {
        var text = new Argument<string?>("TEXT") { Description = "What you would tell your agent", Arity = ArgumentArity.ZeroOrOne };
        var request = new Option<string?>("--request") { Description = "Instead of TEXT: a request as recorded, or {\"dialect\",\"request\",\"headers\"}; - reads standard input", HelpName = "FILE" };
        var host = PlanVerb.HostOption();
        var config = new Option<string?>("--config") { Description = "Configuration file (default: of TEXT the agent's own models, of --request what the environment has keys for, else what the usual keys would bring)" };
        var verbose = new Option<bool>("--verbose") { Description = "Classes, phases and scores too" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("explain", "Say what tasks a text holds or where a recorded request would go, to which models, why and at what cost") { text, request, host, config, verbose, json };
        command.SetAction(parsed => parsed.GetValue(request) is { } file
            ? parsed.GetValue(text) is not null ? Both() : Run(file, ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(json), Console.Out, Console.Error)
            : PlanVerb.Run(parsed.GetValue(text), parsed.GetValue(host), ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(json) ? "json" : "text", parsed.GetValue(verbose), Console.Out, Console.Error));
        return command;
    }

    private static int Both()
    {
        Console.Error.WriteLine("A text and a request are named, and one is explained at a time. Leave TEXT or --request out.");
        return ExitCode.Usage;
    }

    public static int Run(string file, string? config, bool json, TextWriter output, TextWriter errors)
    {
        byte[] body;
        try
        {
            body = file == "-" ? ReadStandardInput() : File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file} cannot be read: {e.Message.TrimEnd('.')}. Name a file with a request in it, or - for standard input.");
            return ExitCode.Usage;
        }

        var catalog = ShippedCatalog.Load();
        var settings = config is null ? Found(catalog, errors) : ConfigurationFile.Load(config, catalog);
        if (settings is null)
        {
            return ExitCode.Usage;
        }

        if (ExplainRequest.Read(body, NoHeaders.Instance, out var failure) is not { } asked)
        {
            errors.WriteLine($"{file}: {failure!.Message}");
            return ExitCode.Usage;
        }

        string requestHash = BodyHash.Of(asked.Body.Span, out _);
        var recorded = Read(asked);
        var (guarded, sent) = GuardGate.Try(asked, settings.Guards, recorded);
        var step = ReferenceEquals(sent, asked) ? recorded : Read(sent) with { Session = recorded.Session, Track = recorded.Track, SessionIsNative = recorded.SessionIsNative };
        var situation = SituationOf(sent, settings, guarded);
        var decision = Router.Decide(step, settings.Policy, situation);
        string? refusal = GuardGate.Refusal(guarded, decision.Model);
        if (json)
        {
            byte[] told = DryRun.Describe("", requestHash, sent, step, decision, settings.Policy, situation, guarded);
            output.WriteLine(System.Text.Encoding.UTF8.GetString(told));
        }
        else
        {
            Write(output, step, decision, refusal, SignalSurvey.Of(step, settings.Policy, situation));
            WriteGuards(output, guarded);
        }

        return decision.Model is null || refusal is not null ? ExitCode.Failed : ExitCode.Ok;
    }

    /// <summary>What the environment has keys for; where it has none, what the keys most people have would bring, and that is said.</summary>
    private static Settings Found(Catalog catalog, TextWriter errors)
    {
        var found = ProviderDiscovery.FromEnvironment(Environment.GetEnvironmentVariable, catalog).Settings;
        if (found.Policy.Models.Count > 0)
        {
            return found;
        }

        errors.WriteLine($"No key is in the environment: shown is what would be with {string.Join(", ", UsualKeys)}. Export yours, or name a configuration with --config.");
        return ProviderDiscovery.FromEnvironment(static name => UsualKeys.Contains(name) ? "none" : null, catalog).Settings;
    }

    private static byte[] ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        using var copy = new MemoryStream();
        input.CopyTo(copy);
        return copy.ToArray();
    }

    private static Step Read(RequestView asked)
    {
        var dialect = BuiltInDialects.Of(asked.Format);
        var knobs = dialect.ReadKnobs(asked);
        return StepReader.Read(asked, dialect, knobs.MaxOutput, knobs.Needs);
    }

    // A recorded request has no moment of its own: the same file gives the same answer whenever it is asked.
    private static Situation SituationOf(RequestView asked, Settings settings, GuardVerdict guarded) => new()
    {
        Now = DateTimeOffset.UnixEpoch,
        AskedModel = asked.Model,
        Pin = asked.Headers["X-CodeRouter-Pin"],
        Format = asked.Format,
        LocalOnly = guarded.LocalOnly,
        Barred = MaySee.Barred(guarded, settings.Policy.Models),
        Health = Prepaid(settings),
        Facts = guarded.Found.Count > 0 ? SignalFacts.None with { Guards = guarded.Scores() } : SignalFacts.None,
    };

    // As a gateway begins: every channel answers, and no window of a subscription has been used.
    private static Dictionary<string, ModelHealth> Prepaid(Settings settings) => settings.Policy.Models
        .Where(m => settings.Channels.Where(c => c.Models.ContainsKey(m.Name)).GroupBy(static c => c.Priority).MinBy(static g => g.Key)?.All(static c => c.Subscription is not null) == true)
        .ToDictionary(static m => m.Name, static _ => new ModelHealth(Available: true, null, 0, Prepaid: true), StringComparer.Ordinal);

    private static void WriteGuards(TextWriter to, GuardVerdict guarded)
    {
        Section(to, "Guards", guarded.Found.Select(f => (f.Key, f.Value.ToString(CultureInfo.InvariantCulture) + " found")));
        if (guarded.Redacted > 0)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {guarded.Redacted} would be redacted"));
        }
    }

    private static void Write(TextWriter to, Step step, Decision decision, string? refusal, IReadOnlyList<KeyValuePair<string, string>> signals)
    {
        to.WriteLine(refusal is not null
            ? "blocked by a guard: " + refusal
            : decision.Model is { } model
            ? $"{model.Name} ({model.Tier.Name()}): {decision.Headline?.Text ?? decision.Mode}"
            : $"no model: {decision.Headline?.Text ?? decision.Mode}");
        to.WriteLine($"{step.Kind.Name()}, {step.Phase.Name()} ({step.PhaseConfidence.ToString("0%", CultureInfo.InvariantCulture)} sure, {step.PhaseWhy}), difficulty {step.Difficulty} of 5");
        Section(to, "Reasons", decision.Reasons.Select(r => (r.Code, r.Text)));
        Section(to, "Candidates", decision.Candidates.Select(c => (c.Model, string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Tier.Name()}, this step {Usd(c.StepUsd)}, to a finished task {Usd((decimal?)c.ExpectedUsd)}, success {c.Success:0%}, {c.WarmTokens} tokens warm{(c.Note is { } note ? ", " + note : "")}"))));
        Section(to, "Rejected", decision.Rejected.Select(r => (r.Model, r.Why)));
        Section(to, "Signals", signals.Select(s => (s.Key, s.Value)));
        if (PhasePreference.Table.TryGetValue(step.Phase, out var table))
        {
            Section(to, $"Usual models for {step.Phase.Name()}", table.Select(t => (t.Name, t.Successor is { } next ? $"today {next}" : "still current")));
        }
    }

    private static string Usd(decimal? usd) => usd is { } known ? "$" + known.ToString("0.######", CultureInfo.InvariantCulture) : "unknown";

    private static void Section(TextWriter to, string title, IEnumerable<(string Name, string Text)> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        to.WriteLine();
        to.WriteLine(title);
        int width = Math.Min(32, all.Max(l => l.Name.Length));
        foreach (var (name, text) in all)
        {
            to.WriteLine($"  {name.PadRight(width)}  {text}");
        }
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public static readonly NoHeaders Instance = new();

        public string? this[string name] => null;
    }
}
