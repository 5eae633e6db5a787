using System.CommandLine;
using System.Globalization;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Outcomes;
using CodeRouter.Ledger;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary><c>coderouter replay</c>: what routing policies would have come to on recorded outcomes.</summary>
public static class ReplayCommand
{
    private const int Ok = 0, Failed = 1, Usage = 2;

    /// <param name="loadPolicy">Compiles a configuration file named as a policy; null when it cannot be used (why was said).</param>
    /// <param name="usualPolicy">The policy simulated days are played with when no file is named; null where there is none.</param>
    public static Command Build(Func<string, Policy?> loadPolicy, Func<Policy?>? usualPolicy = null)
    {
        var sessions = new Option<int>("--sessions") { Description = "Play this many simulated sessions of a day instead, with cache prices and human pauses", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Which simulated day", DefaultValueFactory = _ => 1 };
        var outcomes = new Option<string>("--outcomes") { Description = "Table of recorded outcomes (CSV with a header)", HelpName = "CSV" };
        var tasks = new Option<string>("--tasks") { Description = "Texts of the tasks; accepted and not needed, since orders are learned from outcomes alone", HelpName = "JSONL" };
        var ledger = new Option<bool>("--ledger") { Description = "Replay your own ledger instead" };
        var pool = new Option<string>("--pool") { Description = "Models to compare, with commas between", HelpName = "M,M,…" };
        var verifier = new Option<string>("--verifier") { Description = "How often right and wrong attempts are accepted", HelpName = "0.9/0.3", DefaultValueFactory = _ => "0.9/0.3" };
        var policies = new Option<string[]>("--policy") { Description = "What to compare: default, always:MODEL, cascade:M>M>…, or a configuration file; may be repeated", HelpName = "P" };
        var config = new Option<string?>("--config") { Description = "With --ledger: configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "With --ledger: data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("replay", "Evaluate routing policies on recorded outcomes") { outcomes, tasks, ledger, pool, verifier, policies, sessions, seed, config, data, json };
        command.SetAction(parsed => parsed.GetValue(ledger)
            ? OverLedger(parsed.GetValue(policies) ?? [], ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), parsed.GetValue(json), loadPolicy)
            : parsed.GetValue(sessions) > 0
            ? ReplaySessions.Run(
                (parsed.GetValue(policies) is [var file, ..] ? loadPolicy(file) : usualPolicy?.Invoke()) ?? new Policy(),
                parsed.GetValue(sessions),
                parsed.GetValue(seed),
                parsed.GetValue(json),
                Console.Out,
                Console.Error)
            : Run(
                parsed.GetValue(outcomes),
                parsed.GetValue(pool),
                parsed.GetValue(verifier)!,
                parsed.GetValue(policies) ?? [],
                parsed.GetValue(json),
                loadPolicy,
                Console.Out,
                Console.Error));
        return command;
    }

    private static int OverLedger(string[] policies, string? config, string? data, bool json, Func<string, Policy?> loadPolicy)
    {
        var storage = new Config.StorageSettings();
        if (config is not null)
        {
            if (ConfigurationFile.Load(config, Config.ShippedCatalog.Load()) is not { } settings)
            {
                return Usage;
            }

            storage = settings.Storage;
        }

        Policy? other = null;
        if (policies.Length > 0 && (other = loadPolicy(policies[0])) is null)
        {
            return Usage;
        }

        string folder = Path.GetFullPath(data ?? DataFolder.Default());
        if (Stores.Missing(storage, folder) is { } missing)
        {
            Console.Error.WriteLine(StoreOf.NotThere(missing));
            return Failed;
        }

        using var stores = StoreOf.Open(storage, folder);
        return stores is null ? Failed : new LedgerReplay(stores.Ledger, stores.Outcomes, new PolicyNotes(stores.Notes), Console.Out, json).Run(other, policies.FirstOrDefault());
    }

    public static int Run(
        string? path, string? pool, string verifier, string[] policies, bool json, Func<string, Policy?> loadPolicy, TextWriter output, TextWriter errors)
    {
        int Refuse(string why, int code = Usage)
        {
            errors.WriteLine(why);
            return code;
        }

        if (path is null)
        {
            return Refuse("Nothing to replay: name a table with --outcomes CSV, or use --ledger.");
        }

        if (ParseVerifier(verifier) is not { } rates)
        {
            return Refuse($"--verifier {verifier}: write two shares from 0 to 1, as in 0.9/0.3.");
        }

        List<OutcomeRow> rows;
        int skipped;
        try
        {
            using var reader = new StreamReader(path);
            (rows, skipped) = OutcomeCsv.Read(reader);
        }
        catch (FormatException e)
        {
            return Refuse($"{path}: {e.Message}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{path} cannot be read: {e.Message.TrimEnd('.')}. Name a readable table with --outcomes.");
        }

        var (names, missing) = ReplayPool.Of(pool, rows);
        if (missing.Count > 0 || names.Count == 0)
        {
            string known = string.Join(", ", rows.Select(r => r.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            return Refuse($"{path} has no outcomes of {string.Join(", ", missing)}. It has: {known}.");
        }

        var (tasks, scaffold) = OutcomeRows.Complete(rows, names);
        if (tasks.Count == 0)
        {
            return Refuse($"no task was attempted by every model of the pool ({string.Join(", ", names)}) in one scaffold; take fewer with --pool.", Failed);
        }

        if (skipped > 0)
        {
            errors.WriteLine($"{skipped} rows without a sound cost were left out");
        }

        var results = new List<PolicyResult>();
        foreach (string spec in policies.Length > 0 ? policies : ["default", .. names.Select(n => $"always:{n}")])
        {
            var (result, problem) = ReplayPolicy.Evaluate(spec, names, tasks, rates, loadPolicy);
            if (result is null)
            {
                return Refuse(problem!);
            }

            results.Add(result);
        }

        var report = new ReplayReport(names, scaffold!, rates, results);
        if (json)
        {
            report.WriteJson(output);
        }
        else
        {
            report.WriteTable(output);
        }

        return Ok;
    }

    private static Verifier? ParseVerifier(string written)
    {
        string[] parts = written.Split('/', StringSplitOptions.TrimEntries);
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double right)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double wrong)
            && right is >= 0 and <= 1
            && wrong is >= 0 and <= 1
                ? new Verifier(right, wrong)
                : null;
    }
}
