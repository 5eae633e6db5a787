using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>What a compilation gave: settings, unless there were errors, and everything that was found wrong, in the order of the file.</summary>
public sealed record CompiledSettings(Settings? Settings, IReadOnlyList<ConfigProblem> Problems)
{
    public IEnumerable<ConfigProblem> Errors => Problems.Where(problem => problem.IsError);

    public IEnumerable<ConfigProblem> Warnings => Problems.Where(problem => !problem.IsError);
}

/// <summary>
/// The file → settings. Pure: the environment and the catalog are handed in. Every problem is reported at once, with path, line,
/// value and remedy; whatever stands in the file, nothing is thrown.
/// </summary>
public static class SettingsCompiler
{
    public static CompiledSettings Compile(string text, Func<string, string?> environment, Catalog catalog) =>
        Compile(ConfigDocument.Parse(text), new CompileScope(environment, catalog));

    /// <param name="seed">Models and channels that are there before the document is read; null for none.</param>
    internal static CompiledSettings Compile(ConfigDocument document, CompileScope scope, ModelSet? seed = null)
    {
        scope.Problems.AddRange(document.Problems);
        var settings = document.Root is { } top ? Read(new Field(scope, top), scope, seed ?? new ModelSet()) : null;
        if (document.Root is { } read)
        {
            UnknownKeys.Check(read, scope);
        }

        ConfigProblem[] problems = [.. scope.Problems.Distinct().OrderBy(problem => problem.Line)];
        return problems.Any(problem => problem.IsError)
            ? new CompiledSettings(null, problems)
            : new CompiledSettings(settings! with { Warnings = problems }, problems);
    }

    private static Settings Read(Field root, CompileScope scope, ModelSet models)
    {
        var providers = root["providers"];
        var routing = root["routing"];
        providers.ExpectMap();
        new ModelCompiler(scope, models).Read(providers, routing["modelCards"]);
        new ChannelCompiler(scope, models).Read(root["channels"]);
        ChannelNames.MakeUnique(models.Channels);
        Reachability.Check(root, models);

        var cache = SwitchCompiler.Cache(root["cache"], root["advanced"], models);
        var groups = GroupCompiler.Read(root["model_groups"], root["entrypoints"], models);
        var policy = new RoutingCompiler(scope, models).Read(routing) with
        {
            Models = [.. models.Drafts.Select(draft => CardMaker.Make(draft, scope.Catalog, answers: draft.Name != cache.Embedder))],
            DefaultModel = DefaultModel(providers, models),
            Groups = groups,
            ComplexityRaisesFloor = SwitchCompiler.ComplexityRaisesFloor(root["advanced"]),
        };
        PriceLint.Check(scope, models, policy.Models);
        policy = Rules(root, routing, models, policy);
        Ignored(root, providers, routing);
        var guards = GuardCompiler.Read(root["guards"], root["advanced"], policy);
        StaysHereLint.Check(root["guards"], guards, models, policy, scope.Catalog);
        return new Settings
        {
            Name = root["name"].Text() ?? "coderouter",
            Description = root["description"].Text(),
            Policy = policy,
            Listeners = ServerCompiler.Listeners(root["listeners"]),
            Channels = [.. models.Channels.Select(channel => InUse(channel.Build(), models))],
            Server = ServerCompiler.Server(root["server"]),
            Access = ServerCompiler.Access(root["access"]),
            Storage = new ServerCompiler(scope).Storage(root["storage"]),
            Guards = guards,
            Cache = cache,
            Classifier = new RoutingCompiler(scope, models).Classifier(routing["classifier"]),
            Limits = ServerCompiler.Limits(root["limits"]),
            CodeGraph = new CodeGraphCompiler(scope).Read(root["code_graph"], policy),
            Alerts = AlertCompiler.Read(root["alerts"]),
        };
    }

    // A model that is switched off is known, and no channel serves it.
    private static ChannelSettings InUse(ChannelSettings channel, ModelSet models) => models.Drafts.TrueForAll(static draft => draft.Enabled) ? channel : channel with
    {
        Models = channel.Models.Where(served => models.Find(served.Key) is not { Enabled: false }).ToDictionary(StringComparer.Ordinal),
    };

    private static Policy Rules(Field root, Field routing, ModelSet models, Policy policy)
    {
        var signals = new SignalCompiler();
        signals.Read(root["signals"]);
        signals.Read(routing["signals"]);
        signals.ReadLegacy(root);
        var compiler = new DecisionCompiler(new RuleCompiler(signals), models, DefaultEffort(root["providers"]));
        ReadRule[] rules = [.. compiler.Read(root["decisions"]), .. compiler.Read(routing["decisions"])];
        RuleLint.Check(rules, policy.Strategy == "priority");
        policy = (policy with { Signals = signals.Definitions, Rules = [.. rules.Select(each => each.Rule)] }).WithDefaultRoute();
        // One rule, and the router chooses no more: whoever writes it seldom means that.
        if (rules.Length > 0 && policy is { DefaultModel: null, Rules: [.., { AutoGenerated: true, Models: [var first, ..] }] })
        {
            (root["decisions"].Exists ? root["decisions"] : routing["decisions"]).Warn($"what no decision matches goes to {first.Model}, whatever the work", "add {name: else, rules: {}} as the last decision to let the router choose there, or name a providers.default_model");
        }

        foreach (string problem in policy.Problems())
        {
            root["decisions"].Warn(problem, "mend the signal, or take the condition out");
        }

        return policy;
    }

    private static string? DefaultModel(Field providers, ModelSet models)
    {
        var plain = providers["default_model"];
        var canonical = providers["defaults"]["default_model"];
        return plain.Exists ? models.Resolve(plain) : canonical.Exists ? models.Resolve(canonical) : null;
    }

    private static string? DefaultEffort(Field providers) =>
        providers["default_reasoning_effort"].Text() ?? providers["defaults"]["default_reasoning_effort"].Text();

    // Keys of the neighbouring dialects that carry nothing for us. What would have had an effect is said.
    private static void Ignored(Field root, Field providers, Field routing)
    {
        _ = root["version"].Text();
        foreach (var holder in (Field[])[providers, providers["defaults"]])
        {
            NotExecuted.Warn(holder["reasoning_families"], "reasoning is asked for in each wire format's own way");
        }

        NotExecuted.Warn(providers["external_models"], "no external classifier is called");
        NotExecuted.Warn(routing["projections"], "projections are not computed");
        NotExecuted.Warn(root["memory"], "the gateway keeps no memory of conversations");
        NotExecuted.Warn(root["embedding_models"], "the built-in embedder is used");
        NotExecuted.Warn(root["recipes"], "entry points are routed by the decisions of this file");
        NotExecuted.Warn(root["global"], "write guards, cache, storage and limits as keys of their own");
        NotExecuted.Warn(root["setup"], "there is no set-up step");
    }
}
