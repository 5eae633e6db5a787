using CodeRouter.Core.Models;

namespace CodeRouter.Hosts.Running;

/// <summary>A model a task can be given, and how strong it is.</summary>
public sealed record Rung(string Model, Tier Tier);

/// <summary>The models to go up by, one for each tier: a peer of what has failed is no help, only a clearly stronger one is.</summary>
public sealed class ModelLadder
{
    private readonly Rung[] _all;
    private readonly Rung[] _rungs;

    /// <param name="models">In the order they are preferred; of each tier the first counts.</param>
    public ModelLadder(IEnumerable<Rung> models)
    {
        _all = [.. models];
        _rungs = [.. _all.DistinctBy(static m => m.Tier).OrderBy(static m => m.Tier)];
    }

    public IReadOnlyList<Rung> Rungs => _rungs;

    public Rung? Lowest => _rungs.Length == 0 ? null : _rungs[0];

    /// <summary>A model by its name, on a rung or beside one; null when it is not known.</summary>
    public Rung? Find(string model) => Array.Find(_all, r => r.Model == model);

    /// <summary>The next clearly stronger model; null at the top. A small local model and a cheap one are peers, so from there it goes further up.</summary>
    public Rung? Above(Tier tier)
    {
        var next = Array.FindAll(_rungs, r => r.Tier > tier);
        return next.Length == 0 ? null : tier == Tier.Local && next[0].Tier == Tier.Cheap && next.Length > 1 ? next[1] : next[0];
    }

    /// <summary>The models of a host's own list, as the catalog ranks them.</summary>
    public static ModelLadder Of(HostModels models, Catalog catalog) => new(
        ((string[])[models.Fast, models.Balanced, models.Coding, models.DeepReasoning]).Distinct(StringComparer.Ordinal).Select(m => new Rung(m, TierOf(m, catalog))));

    public static Tier TierOf(string model, Catalog catalog) => catalog.Find(model)?.Tier ?? Tier.Balanced;
}
