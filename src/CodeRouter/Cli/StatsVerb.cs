using System.CommandLine;
using System.Globalization;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary><c>coderouter stats</c>: what the books say of models, phases and repositories. Nothing leaves this machine.</summary>
public static class StatsVerb
{
    public static Command Build()
    {
        var model = new Option<string?>("--model") { Description = "Only this model's steps" };
        var host = new Option<string?>("--host") { Description = "Only this agent's steps, as detect-host names it" };
        var phase = new Option<string?>("--phase") { Description = "Only steps of this phase" };
        host.CompletionSources.Add([.. KnownHosts.Ids]);
        phase.CompletionSources.Add([.. StepNames.Phases.Select(static p => p.Name())]);
        var since = new Option<string?>("--since") { Description = "A moment (2026-08-01) or an age (24h, 7d)" };
        var format = new Option<string>("--format") { Description = "table (default) or json", DefaultValueFactory = static _ => "table" };
        format.CompletionSources.Add("table", "json");
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output, as --format json" };
        var config = new Option<string?>("--config") { Description = "Configuration file that names the store" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var forget = new Option<string?>("--forget") { Description = "Forget the attempts of coderouter run from before a moment or an age (30d), or all of them (all); the gateway's books have their own retention" };
        var whatIf = new Option<string[]>("--what-if") { Description = "Price the measured tokens on other models: PHASE=MODEL, PHASE=MODEL:50,MODEL:50, or only the models for every phase not named; may be repeated", HelpName = "MIX" };
        var command = new Command("stats", "Measured outcomes: cost, savings and success by model, phase and repository, the blended cost by phase, and how the attempts of coderouter run ended") { model, host, phase, since, whatIf, format, json, config, data, forget };
        command.SetAction(parsed =>
        {
            string? Value(string name) => name switch { "model" => parsed.GetValue(model), "agent" => parsed.GetValue(host), "phase" => parsed.GetValue(phase), "since" => parsed.GetValue(since), _ => null };
            string shape = parsed.GetValue(json) ? "json" : parsed.GetValue(format)!;
            if (shape is not ("table" or "json"))
            {
                Console.Error.WriteLine($"--format {shape} is not known. Use table or json.");
                return ExitCode.Usage;
            }

            if (UsageQuery.Parse(Value, null, TimeProvider.System.GetUtcNow(), out string? problem) is not { } query)
            {
                Console.Error.WriteLine(problem);
                return ExitCode.Usage;
            }

            WhatIfMix? mix = null;
            if (parsed.GetValue(whatIf) is { Length: > 0 } words)
            {
                var prices = Prices(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data));
                if (prices is null)
                {
                    return ExitCode.Usage;
                }

                mix = WhatIfMix.Parse(words, prices, out problem);
                if (mix is null)
                {
                    Console.Error.WriteLine(problem);
                    return ExitCode.Usage;
                }
            }

            var runs = new RunBook(Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()));
            int Show(ILedgerStore? store) => Run(store, query, runs, mix, shape == "json", Console.Out);

            // Runs that no gateway took part in are in no store; and before the first of all, nothing is what was measured.
            return parsed.GetValue(forget) is { } before ? Forget(runs, before)
                : StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), stores => Show(stores.Ledger), without: runs.Read().Count > 0 || StoreOf.IsUsual(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data)) ? () => Show(null) : null);
        });
        return command;
    }

    /// <param name="store">Null where there are no books.</param>
    /// <param name="mix">Other models to price the measured tokens on; null for none.</param>
    public static int Run(ILedgerStore? store, UsageQuery query, RunBook book, WhatIfMix? mix, bool json, TextWriter output)
    {
        var tables = store is null ? OutcomeTables.None : new OutcomeReport(store).ReadAsync(query, CancellationToken.None).GetAwaiter().GetResult();
        var costs = store is null ? BlendedCosts.None : BlendedCosts.ReadAsync(store, query, CancellationToken.None).GetAwaiter().GetResult();
        var blended = new BlendedTable(costs, mix);
        var verdict = RoutingVerdict.Of(costs);
        var runs = RunLine.Of(book.Read().Where(e => (query.Model ?? e.Model) == e.Model && (query.Agent ?? e.Host) == e.Host && (query.Since is null || e.At >= query.Since)));
        if (json)
        {
            string more = JsonLine.Of(members =>
            {
                blended.Write(members);
                members.WriteStartObject("routing");
                if (verdict.Helps is { } helps)
                {
                    members.WriteBoolean("helps", helps);
                }
                else
                {
                    members.WriteNull("helps");
                }

                members.WriteString("text", verdict.Text);
                members.WriteEndObject();
                members.WritePropertyName("runs");
                members.WriteRawValue(RunLine.Json(runs));
            });
            output.WriteLine(Encoding.UTF8.GetString(tables.Json())[..^1] + "," + more[1..]);
            return ExitCode.Ok;
        }

        if (runs.Count > 0)
        {
            output.WriteLine(RunLine.Table(runs));
        }

        output.WriteLine(Table(tables, isAll: query is { Model: null, Agent: null, Phase: null, Since: null }));
        if (tables.Totals.Requests > 0)
        {
            output.WriteLine();
            output.WriteLine(blended.Text());
            output.WriteLine(verdict.Text);
        }

        return ExitCode.Ok;
    }

    private static int Forget(RunBook runs, string before)
    {
        var now = TimeProvider.System.GetUtcNow();
        if ((before == "all" ? now : UsageQuery.Parse(name => name == "since" ? before : null, null, now, out _)?.Since) is not { } moment)
        {
            Console.Error.WriteLine($"--forget {before} is no moment. Use all, an age such as 30d, or a date.");
            return ExitCode.Usage;
        }

        Console.Out.WriteLine($"{runs.Forget(moment)} attempts forgotten.");
        return ExitCode.Ok;
    }

    private const int LongestName = 34;

    private static string Table(OutcomeTables tables, bool isAll)
    {
        if (tables.Totals.Requests == 0)
        {
            return isAll
                ? "No answered step in the books yet. Point an agent at the gateway (coderouter setup HOST) and work with it; where its steps fail, coderouter doctor says why."
                : "No answered steps in the books are as asked. Without --model, --host, --phase and --since all of them are shown.";
        }

        var text = new StringBuilder();
        int width = Math.Min(LongestName, tables.Models.Concat(tables.Phases).Concat(tables.Repositories).Select(static l => Name(l).Length).Append("repository".Length).Max());
        foreach (var (title, lines) in ((string, IReadOnlyList<OutcomeLine>)[])[("model", tables.Models), ("phase", tables.Phases), ("repository", tables.Repositories)])
        {
            text.Append(CultureInfo.InvariantCulture, $"{title.PadRight(width)} {"steps",8} {"cost",12} {"saved",8} {"tasks",6} {"success",8} {"moved up",9}\n");
            foreach (var line in lines)
            {
                Row(text, Name(line), width, line);
            }

            text.Append('\n');
        }

        Row(text, "all", width, tables.Totals);
        text.Append("Saved is against the baseline model at list price; tasks are those that tests or people judged, each counted for the model that ended it; moved up are those that began on this model and were ended by a stronger one.");
        var (best, worst) = (Rated(tables.Best), Rated(tables.Worst));
        text.Append(best.Length == 0 ? "" : $"\nBest at their tasks: {best}.");
        text.Append(worst.Length == 0 ? "" : $" Worst: {worst}.");
        return text.ToString();
    }

    private static string Rated(IEnumerable<OutcomeLine> models) => string.Join(", ", models.Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.Name} {m.SuccessRate:0%} of {m.Successes + m.Failures}")));

    // Of the configuration where one is named, else of the catalog with what was imported into it. Null where the configuration cannot be used; why was said.
    private static Func<string, Price?>? Prices(string? config, string? data)
    {
        var catalog = ShippedCatalog.Load(Path.GetFullPath(data ?? DataFolder.Default()), out _);
        if (config is null)
        {
            return name => catalog.Find(name)?.Price;
        }

        return ConfigurationFile.Load(config, catalog) is not { } settings ? null : name => settings.Policy.Models.FirstOrDefault(m => m.Name == name)?.Price ?? catalog.Find(name)?.Price;
    }

    private static string Name(OutcomeLine line) => string.IsNullOrEmpty(line.Name) ? "none" : line.Name;

    // Of a path the end tells more than the beginning.
    private static void Row(StringBuilder text, string name, int width, OutcomeLine line) => text.Append(
        CultureInfo.InvariantCulture,
        $"{(name.Length <= width ? name : name[0] is '/' ? "…" + name[^(width - 1)..] : name[..(width - 1)] + "…").PadRight(width)} {line.Requests,8} {UsdText.Of(line.CostUsd) ?? "unknown",12} {(line.SavedPercent is { } saved ? saved.ToString("0.0", CultureInfo.InvariantCulture) + "%" : "-"),8} {line.Successes + line.Failures,6} {(line.SuccessRate is { } rate ? rate.ToString("0%", CultureInfo.InvariantCulture) : "-"),8} {line.Escalated,9}\n");
}
