using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Reads <c>channels</c>: a provider's connection settings once, for all its models.</summary>
internal sealed class ChannelCompiler(CompileScope scope, ModelSet models)
{
    public void Read(Field channels)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var channel in channels.Items())
        {
            if (!channel.ExpectMap() || channel["name"].Required("name the channel, such as openai or google-eu") is not { } name)
            {
                continue;
            }

            if (!names.Add(name))
            {
                channel["name"].Error($"a channel named '{name}' is already configured", "give each channel its own name");
            }

            Read(channel, name);
        }
    }

    private void Read(Field channel, string name)
    {
        var written = ChannelKinds.Format(channel["api_format"]);
        var place = channel["base_url"].Exists ? channel["base_url"] : channel["endpoint"].Exists ? channel["endpoint"] : channel["base_url"];
        var kind = ChannelKinds.Read(channel, place, scope.Catalog);
        var vendor = ChannelKinds.Vendor(channel, scope.Catalog);
        var cloud = ChannelKinds.Cloud(kind, channel, place, scope);
        var format = written ?? vendor?.Endpoints[0].Format ?? UsualFormat(kind, channel);
        var door = vendor?.Endpoints.FirstOrDefault(e => e.Format == format);
        if (vendor is not null && door is null && !place.Exists)
        {
            channel["api_format"].Error($"{vendor.Title} does not speak {format.ApiName()}", $"write {string.Join(" or ", vendor.Endpoints.Select(e => e.Format.ApiName()).Distinct(StringComparer.Ordinal))}, or give a base_url that does");
            return;
        }

        if ((door is not null && !place.Exists ? door.BaseUri : Address(channel, place, kind, cloud, format)) is not { } address)
        {
            return;
        }

        if (written is null && vendor is null && kind == ChannelKind.Plain)
        {
            ConnectionFields.WarnAboutFormat(place, address, scope);
        }

        var provider = vendor ?? scope.Catalog.ProviderOfHost(address.Host);
        var listed = channel["models"];
        var all = kind == ChannelKind.LiteLlm && !listed.Exists && !channel["model_map"].Exists ? true : listed.IsScalar ? listed.Node!.Scalar == "*" : listed.IsList && listed.Node!.Items is [{ Scalar: "*" }];
        var draft = new ChannelDraft
        {
            Name = name,
            Format = format,
            Kind = kind,
            Native = ChannelKinds.Native(kind, format),
            Cloud = cloud,
            BaseUri = address,
            AccessKey = channel["access_key"].Credential() ?? ChannelKinds.KeyOfEnvironment(kind, vendor, scope),
            Auth = EndpointCompiler.Auth(channel["auth"]),
            Models = Map(channel["model_map"]),
            ListsModels = all && provider is null && ModelListing.IsToldBy(kind),
            Weight = ConnectionFields.Weight(channel["weight"]),
            Priority = ConnectionFields.Priority(channel["priority"]),
            ExtraHeaders = ConnectionFields.Headers(channel["headers"]),
            Enabled = channel["enabled"].Flag() ?? true,
            Subscription = Subscription(channel["subscription"]),
        };
        models.Channels.Add(draft);
        if (!channel["access_key"].Exists)
        {
            ConnectionFields.WarnAboutKey(channel, draft, scope);
        }

        foreach (var (model, field) in all ? [] : listed.Words())
        {
            Serve(draft, model, field, provider);
        }

        foreach (var model in draft.Models.Keys.ToArray())
        {
            Serve(draft, model, channel["model_map"], provider);
        }

        if (all && provider is not null)
        {
            ServeAll(draft, listed, provider);
        }
        else if (draft.ListsModels)
        {
            ServeListed(draft, listed.Exists ? listed : channel);
        }
        else if (draft.Models.Count == 0)
        {
            channel.Warn($"the channel '{name}' serves no model", all ? "list its models: this kind of server cannot be asked for them" : "list its models, or write models: \"*\"");
        }
    }

    /// <summary>Written, or where servers of this kind lie.</summary>
    private static Uri? Address(Field channel, Field place, ChannelKind kind, CloudSettings? cloud, WireFormat format)
    {
        if (!place.Exists && ChannelKinds.UsualAddress(kind, cloud) is { } usual)
        {
            return EndpointAddress.Parse(usual, "https", format, ChannelKinds.UsualPath(kind));
        }

        return ConnectionFields.Address(place, ConnectionFields.Protocol(channel["protocol"], EndpointCompiler.UsualProtocol(place)), format, ChannelKinds.UsualPath(kind));
    }

    // Claude is asked in its own format wherever it lives: nothing of its thinking or caching is lost on the way.
    private static WireFormat UsualFormat(ChannelKind kind, Field channel)
    {
        if (kind is not (ChannelKind.Bedrock or ChannelKind.Vertex) || channel["api_format"].Exists)
        {
            return WireFormat.OpenAIChat;
        }

        var names = channel["models"].Words().Select(word => word.Name).Concat(channel["model_map"].Entries().Select(entry => entry.Name)).ToList();
        return names.Count > 0 && names.TrueForAll(name => name.Contains("claude", StringComparison.OrdinalIgnoreCase)) ? WireFormat.AnthropicMessages
            : kind == ChannelKind.Vertex ? WireFormat.Gemini : WireFormat.OpenAIChat;
    }

    private static SubscriptionSettings? Subscription(Field field) => !field.Exists || !field.ExpectMap() ? null : new SubscriptionSettings(
        field["five_hour_tokens"].Integer(1, long.MaxValue),
        field["weekly_tokens"].Integer(1, long.MaxValue));

    private static Dictionary<string, string> Map(Field map)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Entries())
        {
            if (value.Required("write the name that is sent upstream") is { } upstream)
            {
                names[name] = upstream;
            }
        }

        return names;
    }

    private void Serve(ChannelDraft channel, string name, Field field, CatalogProvider? provider)
    {
        var draft = models.Find(name);
        if (draft is null)
        {
            // The vendor's spelling is sent where the catalog knows it; the caller keeps his.
            var known = (provider is null ? null : scope.Catalog.Find(name, provider.Id)) ?? scope.Catalog.Find(name);
            draft = new ModelDraft { Name = name, Upstream = known is not null && known.Provider == provider?.Id ? known.Id : name, Field = field };
            models.Add(draft);
            if (known is null && scope.Catalog.FamilyOf(name) is null)
            {
                field.Warn($"nothing is known of '{name}': its price, window and abilities are unknown", "describe it under providers.models, with pricing and tier");
            }
        }

        channel.Serve(draft, Upstream(draft, provider), provider);
    }

    // One model has one name per vendor: what OpenRouter calls anthropic/claude-opus-4.8 is claude-opus-4-8 at home.
    private string Upstream(ModelDraft draft, CatalogProvider? provider) =>
        (provider is null ? null : scope.Catalog.Find(draft.Upstream, provider.Id))?.Id ?? draft.Upstream;

    private void ServeAll(ChannelDraft channel, Field field, CatalogProvider provider)
    {
        foreach (var known in scope.Catalog.OfProvider(provider.Id).Where(model => !model.Deprecated))
        {
            Serve(channel, known.Id, field, provider);
        }

        // What the file describes itself is reached here too when this vendor has it.
        foreach (var draft in models.Drafts.Where(draft => scope.Catalog.Find(draft.Upstream, provider.Id) is not null))
        {
            channel.Serve(draft, Upstream(draft, provider), provider);
        }
    }

    private void ServeListed(ChannelDraft channel, Field field)
    {
        if (!scope.Listed.TryGetValue(channel.Name, out var list))
        {
            return;
        }

        channel.IsListed = true;
        var own = new HashSet<ModelDraft>();
        foreach (var model in list)
        {
            // Two names of one list are two models, however alike they are spelt; one of another channel is another way to the same.
            if (models.Find(model.Name) is not { } draft || own.Contains(draft))
            {
                draft = new ModelDraft
                {
                    Name = model.Name,
                    Upstream = model.Name,
                    Field = field,
                    Behind = model.Behind,
                    ContextWindow = model.ContextWindow,
                    MaxOutput = model.MaxOutput,
                    Supports = model.Capabilities,
                    Price = model.Price,
                    ByNameOnly = !model.Chats,
                };
                if (!models.Add(draft))
                {
                    continue;
                }
            }

            own.Add(draft);
            channel.Serve(draft, model.Name);
        }
    }
}
