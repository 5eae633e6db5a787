using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>The models and channels found so far. Names are matched exactly first, then by any known spelling of the same model.</summary>
internal sealed class ModelSet
{
    private readonly Dictionary<string, ModelDraft> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelDraft> _byCanonical = new(StringComparer.Ordinal);

    public List<ModelDraft> Drafts { get; } = [];

    public List<ChannelDraft> Channels { get; } = [];

    public IEnumerable<string> Names => Drafts.Select(draft => draft.Name);

    /// <summary>A model is written with its endpoints, as the semantic router's files have it, rather than listed by a channel.</summary>
    public bool InDialect => Drafts.Exists(static draft => draft.Field.Node is { } node && (node["endpoints"] ?? node["backend_refs"]) is not null);

    /// <summary>False when the name is taken.</summary>
    public bool Add(ModelDraft draft)
    {
        if (!_byName.TryAdd(draft.Name, draft))
        {
            return false;
        }

        _byCanonical.TryAdd(ModelNames.Canonical(draft.Name), draft);
        Drafts.Add(draft);
        return true;
    }

    public ModelDraft? Find(string name) => _byName.GetValueOrDefault(name) ?? _byCanonical.GetValueOrDefault(ModelNames.Canonical(name));

    /// <summary>The configured model that the field names; reports an unknown one with the nearest name.</summary>
    public string? Resolve(Field field)
    {
        if (field.Required("name a configured model") is not { } name)
        {
            return null;
        }

        if (Find(name) is { } draft)
        {
            return draft.Name;
        }

        if (Channels.Find(static channel => channel.ListsModels) is { } listing)
        {
            // What it lists is known only when it has answered; until then the file is believed.
            if (listing.IsListed)
            {
                field.Warn($"'{name}' is none of the models that the channel '{listing.Name}' lists", "see GET /v1/models for what it lists, or configure the model under providers.models");
            }

            var assumed = new ModelDraft { Name = name, Upstream = name, Field = field };
            Add(assumed);
            listing.Serve(assumed, name);
            return name;
        }

        field.Error($"'{name}' is not a configured model", Names.Any()
            ? $"name a model of providers.models or of a channel{Closest.Hint(name, Names)}"
            : "configure it under providers.models, or list it in a channel");
        return null;
    }
}
