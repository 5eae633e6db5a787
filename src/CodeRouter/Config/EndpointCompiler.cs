using CodeRouter.Core.Conversations;

namespace CodeRouter.Config;

/// <summary>Reads the ways to one model: <c>endpoints</c>, or <c>backend_refs</c> of the canonical dialect.</summary>
internal sealed class EndpointCompiler(CompileScope scope, ModelSet models)
{
    public void Read(Field model, ModelDraft draft)
    {
        var format = ConnectionFields.Format(model["api_format"]);
        var key = model["access_key"].Credential();
        var index = 0;
        foreach (var endpoint in model["endpoints"].Items())
        {
            if (endpoint.ExpectMap())
            {
                Endpoint(endpoint, draft, format, key, model["access_key"].Exists, ++index);
            }
        }

        foreach (var reference in model["backend_refs"].Items())
        {
            if (reference.ExpectMap())
            {
                BackendRef(reference, draft, format, key, ++index);
            }
        }
    }

    private void Endpoint(Field endpoint, ModelDraft draft, WireFormat? modelFormat, Secret? modelKey, bool hasKey, int index)
    {
        var own = ConnectionFields.Format(endpoint["api_format"]) ?? modelFormat;
        var format = own ?? WireFormat.OpenAIChat;
        var protocol = ConnectionFields.Protocol(endpoint["protocol"], UsualProtocol(endpoint["endpoint"]));
        if (ConnectionFields.Address(endpoint["endpoint"], protocol, format) is not { } address)
        {
            return;
        }

        if (own is null)
        {
            ConnectionFields.WarnAboutFormat(endpoint["endpoint"], address, scope);
        }

        var upstream = endpoint["upstream_model"].Text() ?? draft.Upstream;
        if (scope.Catalog.ProviderOfHost(address.Host) is { } provider && scope.Catalog.Find(upstream, provider.Id) is { } known && known.Id != upstream)
        {
            endpoint.Warn($"'{upstream}' is sent to {address.Host}, which knows the model as '{known.Id}'", $"add upstream_model: {known.Id}");
        }

        var channel = new ChannelDraft
        {
            Name = endpoint["name"].Text() ?? $"endpoint-{index}",
            Model = draft.Name,
            Format = format,
            BaseUri = address,
            AccessKey = endpoint["access_key"].Credential() ?? modelKey,
            Auth = Auth(endpoint["auth"]),
            Models = { [draft.Name] = upstream },
            Weight = ConnectionFields.Weight(endpoint["weight"]),
            Priority = ConnectionFields.Priority(endpoint["priority"]),
            ExtraHeaders = ConnectionFields.Headers(endpoint["headers"]),
        };
        Add(draft, channel);
        if (!endpoint["access_key"].Exists && !hasKey)
        {
            ConnectionFields.WarnAboutKey(endpoint, channel, scope);
        }
    }

    private void BackendRef(Field reference, ModelDraft draft, WireFormat? modelFormat, Secret? modelKey, int index)
    {
        var place = reference["base_url"].Exists ? reference["base_url"] : reference["endpoint"];
        var format = modelFormat ?? WireFormat.OpenAIChat;
        if (ConnectionFields.Address(place, ConnectionFields.Protocol(reference["protocol"], UsualProtocol(place)), format) is not { } address)
        {
            return;
        }

        if (modelFormat is null)
        {
            ConnectionFields.WarnAboutFormat(place, address, scope);
        }

        foreach (var name in (string[])["type", "provider"])
        {
            _ = reference[name];
        }

        NotExecuted.Warn(reference["auth_prefix"], "keys are sent as the wire format or auth_header says, without another prefix");
        NotExecuted.Warn(reference["api_version"], "no version parameter is added to requests");
        NotExecuted.Warn(reference["chat_path"], "write host:port/path as the endpoint instead");
        Add(draft, new ChannelDraft
        {
            Name = reference["name"].Text() ?? $"backend-{index}",
            Model = draft.Name,
            Format = format,
            BaseUri = address,
            AccessKey = reference["api_key"].Credential() ?? FromEnvironment(reference["api_key_env"]) ?? modelKey,
            KeyHeader = reference["auth_header"].Text(),
            Models = { [draft.Name] = draft.Upstream },
            Weight = ConnectionFields.Weight(reference["weight"]),
            ExtraHeaders = ConnectionFields.Headers(reference["extra_headers"]),
        });
    }

    private void Add(ModelDraft draft, ChannelDraft channel)
    {
        draft.Reach(channel.Format, channel.BaseUri, scope.Catalog.ProviderOfHost(channel.BaseUri.Host));
        models.Channels.Add(channel);
    }

    private Secret? FromEnvironment(Field field)
    {
        if (field.Text() is not { } name)
        {
            return null;
        }

        if (scope.Environment(name) is { Length: > 0 } value)
        {
            return new Secret(value.Trim());
        }

        field.Warn($"the environment variable {name} is not set: requests go out without a key", $"set {name} before starting");
        return null;
    }

    public static ChannelAuth Auth(Field field) => field.Word("key", "passthrough") is "passthrough" ? ChannelAuth.Passthrough : ChannelAuth.Key;

    // The dialect's default is http; vendors on the internet are only reached by https.
    public static string UsualProtocol(Field address) =>
        address.Node?.Scalar is { } text && EndpointAddress.Parse(text, "http", WireFormat.OpenAIChat) is { IsDefaultPort: true } uri
            && !EndpointAddress.IsLocal(uri) && uri.Host.Contains('.', StringComparison.Ordinal) ? "https" : "http";
}
