using System.Globalization;

namespace CodeRouter.Tests.Serving;

/// <summary>A folder with a configuration and a data folder, gone after the test.</summary>
internal sealed class ServedFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("coderouter-serving-");

    public string Data => Path.Combine(_root.FullName, "data");

    public string Config => Path.Combine(_root.FullName, "coderouter.yaml");

    public void Write(string yaml) => File.WriteAllText(Config, yaml);

    public string[] Serve(string listen = "127.0.0.1:0") => ["serve", "--config", Config, "--data", Data, "--listen", listen];

    /// <summary>Models reached in the Anthropic format at one upstream: (name, upstream name).</summary>
    public static string Yaml(Uri upstream, params (string Name, string Upstream)[] models) =>
        "version: v0.1\nlisteners: [{name: main, address: 127.0.0.1, port: 8899, timeout: 60s}]\nproviders:\n  models:\n"
        + string.Concat(models.Select(m => string.Create(CultureInfo.InvariantCulture, $$"""
                - name: {{m.Name}}
                  upstream_model: {{m.Upstream}}
                  api_format: anthropic
                  tier: balanced
                  max_output: 4096
                  pricing: {currency: USD, prompt_per_1m: 3, completion_per_1m: 15}
                  endpoints: [{name: main, endpoint: "{{upstream.Authority}}", protocol: http, access_key: some-key}]

            """)));

    public void Dispose() => _root.Delete(recursive: true);
}
