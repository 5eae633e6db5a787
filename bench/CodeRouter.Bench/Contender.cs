using System.Globalization;

namespace CodeRouter.Bench;

/// <summary>One way to the upstream: its address, the model name that leads to a bench answer, and the process to look at.</summary>
internal sealed class Contender(string name, Uri address, Child? process) : IAsyncDisposable
{
    public string Name { get; } = name;

    public Uri Address { get; } = address;

    /// <summary>The processes whose time and memory count; none for the direct way.</summary>
    public IReadOnlyList<int> Processes => process is null ? [] : ProcessStat.Family(process.Id);

    /// <summary>The gateway routes; the others pass the name on as it is.</summary>
    public string Model(string upstreamModel) => Name is "gateway" ? (upstreamModel is "bench-2k" ? "coding-auto" : "via-" + upstreamModel) : upstreamModel;

    public static async Task<Contender> NginxAsync(string folder, Uri upstream)
    {
        int port = Child.FreePort();
        string file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/nginx.log error;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              keepalive_requests 1000000;
              upstream provider { server {{upstream.Authority}}; keepalive 128; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:{{port}};
                client_max_body_size 0;
                client_body_buffer_size 64k;
                location / {
                  proxy_pass http://provider;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_request_buffering off;
                  proxy_buffering off;
                  proxy_read_timeout 300s;
                }
              }
            }
            """);
        var process = Child.Start("nginx", folder, "-c", file, "-p", folder, "-e", Path.Combine(folder, "nginx.log"));
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await Child.AnswersAsync(new Uri(address, "/v1/models"), TimeSpan.FromSeconds(10));
        return new("nginx", address, process);
    }

    public static async Task<(Contender Contender, TimeSpan Start)> GatewayAsync(string executable, string folder, Uri upstream)
    {
        int port = Child.FreePort();
        string file = Path.Combine(folder, "coderouter.yaml");
        await File.WriteAllTextAsync(file, GatewayConfiguration.Yaml(upstream));
        string listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var process = Child.Start(executable, folder, "serve", "--config", file, "--data", Path.Combine(folder, "data-" + Guid.NewGuid().ToString("N")), "--listen", listen);
        var address = new Uri("http://" + listen);
        var start = await Child.AnswersAsync(new Uri(address, "/health"), TimeSpan.FromSeconds(30));
        return (new("gateway", address, process), start);
    }

    public static Contender Direct(Uri upstream) => new("direct", upstream, null);

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
