using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>
/// Zero configuration: every provider whose key stands in the environment, and every local server that answered. A strong, a
/// balanced and a cheap model of each are routed among; its other models answer when asked by name.
/// </summary>
public static class ProviderDiscovery
{
    public static Discovery FromEnvironment(Func<string, string?> environment, Catalog catalog, IReadOnlyList<LocalServer>? servers = null)
    {
        var models = new ModelSet();
        var found = new List<FoundProvider>();
        foreach (var provider in catalog.Providers.Where(provider => provider.LocalPort is null))
        {
            if (Key(provider, environment) is not var (variable, key))
            {
                continue;
            }

            var before = models.Drafts.Count;
            Add(models, catalog, provider, key);
            found.Add(new FoundProvider(provider.Id, provider.Title, variable, [.. models.Drafts.Skip(before).Where(draft => !draft.ByNameOnly).Select(draft => draft.Name)]));
        }

        foreach (var server in servers ?? [])
        {
            Add(models, server);
            found.Add(new FoundProvider(server.Id, server.Title, server.BaseUri.AbsoluteUri, server.Models));
        }

        ChannelNames.MakeUnique(models.Channels);
        ModelCard[] cards = [.. models.Drafts.Select(draft => CardMaker.Make(draft, catalog))];
        var policy = new Policy
        {
            Models = cards,
            DefaultModel = Default(cards),
            Groups = new Dictionary<string, ModelGroup>(StringComparer.Ordinal) { [Policy.AutoGroup] = new(Policy.AutoGroup, Auto: true, []) },
        };
        return new Discovery(
            new Settings
            {
                Policy = policy.WithDefaultRoute(),
                Listeners = [ServerCompiler.DefaultListener],
                Channels = [.. models.Channels.Select(channel => channel.Build())],
            },
            found);
    }

    private static (string Variable, Secret Key)? Key(CatalogProvider provider, Func<string, string?> environment)
    {
        foreach (var name in provider.EnvironmentKeys)
        {
            if (environment(name)?.Trim() is { Length: > 0 } value && !SecretKeys.IsMask(value))
            {
                return (name, new Secret(value));
            }
        }

        return null;
    }

    private static void Add(ModelSet models, Catalog catalog, CatalogProvider provider, Secret key)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var served = new List<ModelDraft>();
        var known = provider.Defaults.Select(id => catalog.Find(id, provider.Id)).OfType<CatalogModel>()
            .Concat(catalog.OfProvider(provider.Id).Where(model => !model.Deprecated))
            .DistinctBy(model => model.Id, StringComparer.Ordinal);
        foreach (var model in known)
        {
            // A reseller's model of the same name is another way to it only when asked for by hand: prices differ.
            if (models.Names.Contains(model.Id, StringComparer.Ordinal))
            {
                continue;
            }

            var draft = new ModelDraft
            {
                Name = model.Id,
                Upstream = model.Id,
                Field = Field.None,
                Provider = provider.Id,
                ByNameOnly = !provider.Defaults.Contains(model.Id, StringComparer.Ordinal),
            };
            models.Add(draft);
            names[draft.Name] = draft.Upstream;
            served.Add(draft);
        }

        for (var i = 0; i < provider.Endpoints.Count; i++)
        {
            var endpoint = provider.Endpoints[i];
            models.Channels.Add(new ChannelDraft
            {
                Name = i == 0 ? provider.Id : $"{provider.Id}-{endpoint.Format.ApiName()}",
                Format = endpoint.Format,
                BaseUri = endpoint.BaseUri,
                AccessKey = key,
                Models = names,

                // The vendor's own format first: the others are there so that their callers are served untranslated.
                Priority = i,
            });
            served.ForEach(draft => draft.Reach(endpoint.Format, endpoint.BaseUri, provider));
        }
    }

    private static void Add(ModelSet models, LocalServer server)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in server.Models)
        {
            var draft = new ModelDraft
            {
                Name = name,
                Upstream = name,
                Field = Field.None,
                Tier = Tier.Local,
                Price = new Price { Input = 0, Output = 0, CachedInput = 0, Source = "local server" },
            };
            if (models.Add(draft))
            {
                draft.Reach(WireFormat.OpenAIChat, server.BaseUri, provider: null);
                names[name] = name;
            }
        }

        models.Channels.Add(new ChannelDraft { Name = server.Id, Format = WireFormat.OpenAIChat, BaseUri = server.BaseUri, Models = names });
    }

    // Where nothing else decides: the middle of what is there.
    private static string? Default(ModelCard[] cards) =>
        (cards.FirstOrDefault(card => card.Routable && card.Tier == Tier.Balanced)
        ?? cards.FirstOrDefault(card => card.Routable && card.Tier == Tier.Strong)
        ?? cards.FirstOrDefault(card => card.Routable))?.Name;
}
