using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Config.Stored;

/// <summary>Settings that stand in no file, in the shape a file would give them: so that people can look at them and change them.</summary>
internal static class SeedNodes
{
    public static ConfigNode Of(Settings seed) => NodeText.FromJson(new JsonObject
    {
        ["providers"] = new JsonObject { ["models"] = new JsonArray([.. seed.Policy.Models.Select(Model)]) },
        ["channels"] = new JsonArray([.. seed.Channels.Select(Channel)]),
        ["model_groups"] = new JsonObject(seed.Policy.Groups.Select(static g => KeyValuePair.Create(g.Key, Group(g.Value)))),
    });

    private static JsonNode? Model(ModelCard card)
    {
        var model = new JsonObject { ["name"] = card.Name, ["upstream_model"] = card.UpstreamModel, ["tier"] = card.Tier.Name() };
        Add(model, "context_window", card.ContextWindow);
        Add(model, "max_output", card.MaxOutput);
        if (card.Capabilities is { } can)
        {
            model["supports"] = new JsonArray([.. can.Names().Select(static c => (JsonNode?)c)]);
        }

        if (card.Price.IsKnown)
        {
            var pricing = new JsonObject { ["currency"] = "USD", ["prompt_per_1m"] = card.Price.Input, ["completion_per_1m"] = card.Price.Output };
            Add(pricing, "cached_input_per_1m", card.Price.CachedInput);
            Add(pricing, "cache_write_per_1m", card.Price.CacheWrite5m);
            model["pricing"] = pricing;
        }

        return model;
    }

    private static JsonNode? Channel(ChannelSettings channel) => new JsonObject
    {
        ["name"] = channel.Name,
        ["api_format"] = channel.Format.ApiName(),
        ["base_url"] = channel.BaseUri.AbsoluteUri,
        ["model_map"] = new JsonObject(channel.Models.Select(static m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        ["weight"] = channel.Weight,
        ["priority"] = channel.Priority,
        ["auth"] = channel.Auth == ChannelAuth.Passthrough ? "passthrough" : "key",
    };

    private static JsonNode? Group(Core.Decisions.ModelGroup group)
    {
        var json = new JsonObject();
        if (group.Auto)
        {
            json["routing"] = "auto";
        }

        if (group.Members.Count > 0)
        {
            json["members"] = new JsonArray([.. group.Members.Select(static m => (JsonNode?)new JsonObject { ["model"] = m.Model, ["channel"] = m.Channel, ["weight"] = m.Weight })]);
        }

        if (group.Fallback.Count > 0)
        {
            json["fallback"] = new JsonArray([.. group.Fallback.Select(static g => (JsonNode?)JsonValue.Create(g))]);
        }

        return json;
    }

    private static void Add<T>(JsonObject map, string name, T? value)
        where T : struct
    {
        if (value is { } known)
        {
            map[name] = JsonValue.Create(known);
        }
    }
}
