using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>
/// A LiteLLM proxy's <c>config.yaml</c> as a configuration of ours: its deployments as channels, its names and prices as models, its aliases as
/// groups. Whatever else stands there is named with what becomes of it, so that nobody finds out by use. No credential is written out.
/// </summary>
public sealed class LiteLlmConfig
{
    private const string Environment = "os.environ/";
    private readonly Catalog _catalog;
    private readonly LiteLlmNotes _notes = new();
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly JsonObject _models = [];

    private LiteLlmConfig(Catalog catalog) => _catalog = catalog;

    /// <summary>What was found there and is not in <see cref="Yaml"/>, or not as it was: where it stands, and what to do.</summary>
    public IReadOnlyList<(string Path, string Says)> Notes => _notes.All;

    public string Yaml { get; private set; } = "";

    public int Channels => _connections.Count;

    /// <summary>Null with the problem where the text is none of LiteLLM's.</summary>
    public static (LiteLlmConfig? Read, string? Problem) Of(string text, Catalog catalog)
    {
        var document = ConfigDocument.Parse(text);
        if (document.Root is not { } root)
        {
            var problem = document.Problems[0];
            return (null, string.Create(CultureInfo.InvariantCulture, $"line {problem.Line}: {problem.Message}. {problem.Remedy}"));
        }

        if (root["model_list"] is not { Kind: ConfigNodeKind.List, Items.Count: > 0 } list)
        {
            return (null, "it has no model_list. Name the config.yaml that the LiteLLM proxy is started with; models that it keeps in its database are not in there, but a channel {kind: litellm} can ask the proxy for them");
        }

        var config = new LiteLlmConfig(catalog);
        foreach (var item in list.Items)
        {
            config.Deployment(item);
        }

        config.Write(root);
        return (config, null);
    }

    private void Deployment(ConfigNode item)
    {
        var given = item["litellm_params"] ?? Nodes.Empty;
        var info = item["model_info"] ?? Nodes.Empty;
        _notes.Unread(item, "model_list[].", ["model_name", "litellm_params", "model_info"]);
        if (item["model_name"]?.Scalar is not { Length: > 0 } name || given["model"]?.Scalar is not { Length: > 0 } asked)
        {
            _notes.Add("model_list[]", "an item without model_name or litellm_params.model is left out");
            return;
        }

        var (word, kind, upstream) = LiteLlmProviders.Read(asked, given["custom_llm_provider"]?.Scalar, _catalog);
        if (kind is null)
        {
            _notes.Add($"model_list[].litellm_params.model: {word}/…", $"this provider is not known here: {name} is left out. If its server speaks OpenAI's or Anthropic's format, write a channel with its base_url");
            return;
        }

        if (name.Contains('*', StringComparison.Ordinal) || upstream.Contains('*', StringComparison.Ordinal))
        {
            // Every model of the provider, by the provider's own names.
            _notes.Add($"model_list[].model_name: {name}", "the pattern became models: \"*\": callers name models without the provider before them");
            (name, upstream) = ("*", "*");
        }

        var channel = Settings(kind, given);
        var connection = _connections.Find(c => JsonNode.DeepEquals(c.Settings, channel) && (!c.Models.TryGetValue(name, out string? other) || other == upstream));
        if (connection is null)
        {
            string plain = kind.Length > 0 ? kind : word;
            int same = _connections.Count(c => c.Word == plain) + 1;
            _connections.Add(connection = new Connection(plain, same == 1 ? plain : $"{plain}-{same}", channel));
        }

        connection.Models[name] = upstream;
        if (name != "*")
        {
            Describe(name, upstream, given, info);
        }
    }

    /// <summary>How the deployment is reached; what two have in common is one channel.</summary>
    private JsonObject Settings(string kind, ConfigNode given)
    {
        _notes.Unread(given, "model_list[].litellm_params.", [
            "model", "custom_llm_provider", "api_key", "api_base", "base_url", "api_version", "weight", "order", "organization", "extra_headers", "vertex_project", "vertex_location", "vertex_credentials",
            "aws_region_name", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_profile_name", "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost"]);
        var channel = new JsonObject();
        string? address = Word(given, "api_base") ?? Word(given, "base_url");
        if (kind.Length > 0 && (address is null || kind is "azure" or "bedrock" or "vertex" or "openrouter" or "ollama" or "cohere" or "litellm"))
        {
            channel["kind"] = kind;
        }
        else if (kind is "anthropic")
        {
            channel["api_format"] = "anthropic";
        }
        else if (kind is "google")
        {
            channel["api_format"] = "gemini";
        }

        Put("base_url", address);
        Put("access_key", Secret(given["api_key"]?.Scalar, "model_list[].litellm_params.api_key", kind));
        Put("api_version", Word(given, "api_version"));
        Put("region", Word(given, "aws_region_name") ?? Word(given, "vertex_location"));
        Put("project", Word(given, "vertex_project"));
        Put("credentials", Secret(given["vertex_credentials"]?.Scalar, "model_list[].litellm_params.vertex_credentials", "vertex_credentials"));
        Put("aws_access_key_id", Secret(given["aws_access_key_id"]?.Scalar, "model_list[].litellm_params.aws_access_key_id", "aws_id"));
        Put("aws_secret_access_key", Secret(given["aws_secret_access_key"]?.Scalar, "model_list[].litellm_params.aws_secret_access_key", "aws_secret"));
        Put("aws_session_token", Secret(given["aws_session_token"]?.Scalar, "model_list[].litellm_params.aws_session_token", "aws_session"));
        Put("aws_profile", Word(given, "aws_profile_name"));
        if (Number(given["weight"]) is { } weight)
        {
            channel["weight"] = (int)Math.Clamp(weight < 1 ? weight * 100 : weight, 1, 1_000_000);
        }

        if (Number(given["order"]) is { } order)
        {
            channel["priority"] = (int)order;
        }

        var headers = new JsonObject();
        foreach (var header in given["extra_headers"]?.Entries ?? [])
        {
            headers[header.Key] = Secret(header.Value.Scalar, "model_list[].litellm_params.extra_headers", header.Key);
        }

        if (Word(given, "organization") is { } organization)
        {
            headers["OpenAI-Organization"] = organization;
        }

        if (headers.Count > 0)
        {
            channel["headers"] = headers;
        }

        return channel;

        void Put(string name, string? value)
        {
            if (value is not null)
            {
                channel[name] = value;
            }
        }
    }

    /// <summary>What the file says of the model itself. Of several deployments the first that says something counts.</summary>
    private void Describe(string name, string upstream, ConfigNode given, ConfigNode info)
    {
        _notes.Unread(info, "model_list[].model_info.", ["id", "mode", "base_model", "max_tokens", "max_input_tokens", "max_output_tokens", "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost"]);
        if (_models[name] is not JsonObject model)
        {
            _models[name] = model = new JsonObject { ["name"] = name };
        }

        // By it the catalog knows the model's price, window and tier; what is sent stands at the channel.
        string behind = info["base_model"]?.Scalar is { } named ? named[(named.LastIndexOf('/') + 1)..] : upstream;
        if (_catalog.Find(name) is null && model["upstream_model"] is null && (_catalog.Find(behind) is not null || _catalog.FamilyOf(behind) is not null))
        {
            model["upstream_model"] = behind;
        }

        Put(model, "context_window", Number(info["max_input_tokens"]));
        Put(model, "max_output", Number(info["max_output_tokens"]) ?? Number(info["max_tokens"]));
        var pricing = new JsonObject();
        foreach (var (ours, theirs) in ((string, string)[])[("prompt_per_1m", "input_cost_per_token"), ("completion_per_1m", "output_cost_per_token"), ("cached_input_per_1m", "cache_read_input_token_cost"), ("cache_write_per_1m", "cache_creation_input_token_cost")])
        {
            Put(pricing, ours, (Number(given[theirs]) ?? Number(info[theirs])) * 1_000_000m);
        }

        if (pricing.Count > 0 && model["pricing"] is null)
        {
            model["pricing"] = pricing;
        }

        static void Put(JsonObject into, string name, decimal? value)
        {
            if (value is { } number && into[name] is null)
            {
                into[name] = number / 1.0000000000000000000000000000m;
            }
        }
    }

    private void Write(ConfigNode root)
    {
        var channels = new JsonArray();
        foreach (var connection in _connections)
        {
            var channel = new JsonObject { ["name"] = connection.Name };
            foreach (var (name, value) in connection.Settings)
            {
                channel[name] = value?.DeepClone();
            }

            if (connection.Models.ContainsKey("*"))
            {
                channel["models"] = "*";
            }
            else if (connection.Models.Where(static m => m.Key == m.Value).Select(static m => (JsonNode?)m.Key).ToArray() is { Length: > 0 } same)
            {
                channel["models"] = new JsonArray(same);
            }

            if (connection.Models.Where(static m => m.Key != m.Value).ToArray() is { Length: > 0 } mapped)
            {
                channel["model_map"] = new JsonObject(mapped.Select(static m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
            }

            channels.Add(channel);
        }

        var file = new JsonObject { ["version"] = "v0.1", ["channels"] = channels };
        // A model of which nothing is said but its name is described by the catalog alone.
        if (_models.Where(static m => m.Value!.AsObject().Count > 1).Select(static m => m.Value!.DeepClone()).ToArray() is { Length: > 0 } described)
        {
            file["providers"] = new JsonObject { ["models"] = new JsonArray(described) };
        }

        Others(root, file);
        Yaml = NodeText.ToYaml(NodeText.FromJson(file));
    }

    private void Others(ConfigNode root, JsonObject file)
    {
        var groups = new JsonObject();
        foreach (var alias in root["router_settings"]?["model_group_alias"]?.Entries ?? [])
        {
            if (_models.ContainsKey(alias.Key) || (_connections.Exists(static c => c.Models.ContainsKey("*")) && _catalog.Find(alias.Key) is not null))
            {
                _notes.Add($"router_settings.model_group_alias.{alias.Key}", "left out: there is a model of this name, and it is what a caller gets who names it");
            }
            else if ((alias.Value.Scalar ?? alias.Value["model"]?.Scalar) is { } target)
            {
                groups[alias.Key] = new JsonObject { ["members"] = new JsonArray(target) };
            }
        }

        if (groups.Count > 0)
        {
            file["model_groups"] = groups;
        }

        foreach (var section in root.Entries.Where(static e => e.Key is not "model_list"))
        {
            foreach (var (path, name) in section.Value.Kind == ConfigNodeKind.Map ? section.Value.Entries.Select(e => ($"{section.Key}.{e.Key}", e.Key)) : [(section.Key, section.Key)])
            {
                if (name is not "model_group_alias")
                {
                    _notes.Add(path, LiteLlmNotes.Becomes(section.Key, name));
                }
            }
        }

        if (root["general_settings"]?["master_key"] is not null)
        {
            file["access"] = new JsonObject { ["require_keys"] = true };
        }
    }

    /// <summary>A reference to the environment as ours; a key that stands in the file becomes one, for it belongs into no terminal.</summary>
    private string? Secret(string? written, string path, string kind)
    {
        // Servers that ask for none are given a word in its place.
        if (string.IsNullOrEmpty(written) || written.ToLowerInvariant() is "none" or "empty" or "dummy")
        {
            return null;
        }

        if (Referred(written) is { } reference)
        {
            return reference;
        }

        if (!_secrets.TryGetValue(written, out string? variable))
        {
            // A name that nothing else has: one vendor's key must not end up at another's address.
            string stem = "IMPORTED_" + new string([.. (kind.Length == 0 ? "upstream" : kind).ToUpperInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
            int same = _secrets.Values.Count(v => v == stem || v.StartsWith(stem + "_", StringComparison.Ordinal));
            _secrets[written] = variable = same == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}_{same + 1}");
        }

        _notes.Add($"{path}: a key in the file", $"not written out: export {string.Join(", ", _secrets.Values.Order(StringComparer.Ordinal))} with what stands there");
        return $"${{{variable}}}";
    }

    private static string? Referred(string written) => written.StartsWith(Environment, StringComparison.Ordinal) ? $"${{{written[Environment.Length..]}}}" : null;

    private static string? Word(ConfigNode map, string key) => map[key] is { Kind: ConfigNodeKind.Scalar, IsNull: false, Scalar: { Length: > 0 } text } ? Referred(text) ?? text : null;

    private static decimal? Number(ConfigNode? node) => decimal.TryParse(node?.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <param name="Word">What its name begins with.</param>
    private sealed record Connection(string Word, string Name, JsonObject Settings)
    {
        /// <summary>Names that callers use, and what is sent for them.</summary>
        public Dictionary<string, string> Models { get; } = new(StringComparer.Ordinal);
    }
}
