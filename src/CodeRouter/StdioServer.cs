using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.CodeGraph;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Impact;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Ledger;
using CodeRouter.Mcp;
using CodeRouter.Storage;

namespace CodeRouter;

/// <summary>The MCP server over standard input and output, put together: one message a line, and nothing else on standard output.</summary>
public static class StdioServer
{
    /// <param name="input">Ends the server when it ends.</param>
    /// <param name="storage">Where the books are; opened when they are first asked for.</param>
    public static async Task RunAsync(TextReader input, TextWriter output, string data, StorageSettings storage, Policy? policy, string gateway)
    {
        // What is not there yet may be at the next question; a folder that was mistyped must not become a store.
        var stores = new Lazy<Stores>(() => Books(storage, data), LazyThreadSafetyMode.PublicationOnly);
        using var closing = new Closing(stores);
        var books = new Lazy<ILedgerStore>(() => stores.Value.Ledger, LazyThreadSafetyMode.PublicationOnly);
        using var http = new HttpClient(WayOut.Handler(TimeSpan.FromSeconds(5))) { Timeout = TimeSpan.FromSeconds(10) };
        string key = GatewayAddress.Key(Environment.GetEnvironmentVariable);
        var ports = new McpPorts(
            client => HostDetection.Detect(Surroundings.Here(client)), new Lazy<WorkPlanner>(() => new WorkPlanner(ShippedCatalog.Load(), policy)), books,
            (path, symbol, repo) => Impact(path, symbol, Open(repo, data)), (body, token) => ReportAsync(http, gateway, key, body, token), gateway, key);
        var rpc = new JsonRpc(new McpTools(ports, TimeProvider.System) { Code = new CodeTools(repo => Open(repo, data)) }, typeof(StdioServer).Assembly.GetName().Version?.ToString(3) ?? "0");
        while (await input.ReadLineAsync() is { } line)
        {
            if (line.Length > 0 && await rpc.AnswerAsync(line, CancellationToken.None) is { } answer)
            {
                await output.WriteAsync(answer + "\n");
                await output.FlushAsync();
            }
        }
    }

    // Each of these is for the caller of a tool to read, and none ends the server.
    private static Stores Books(StorageSettings storage, string data)
    {
        try
        {
            return (Stores.Missing(storage, data) is { } missing ? StoreOf.NotThere(missing) : StoreOf.Older(storage, data)) is { } problem ? throw new IOException(problem) : Stores.Open(storage, data);
        }
        catch (InvalidOperationException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>The tool <c>impact</c>, whatever carries it.</summary>
    internal static McpAnswer Impact(string path, string? symbol, (CodeBook? Book, string Problem) opened)
    {
        if (opened.Book is not { } book)
        {
            return Failed(opened.Problem);
        }

        book.Update();
        if (ImpactTarget.Parse(book, symbol is null ? path : $"{path}:{symbol}", out string problem) is not { } target)
        {
            return Failed(problem);
        }

        long started = Stopwatch.GetTimestamp();
        var reading = ImpactQuestion.Ask(book.Map!, book.Map!.Find(target.Path), target.Symbol)!;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            ImpactVerb.WriteJson(json, reading, Stopwatch.GetElapsedTime(started));
        }

        return new McpAnswer(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>
    /// The same over HTTP, where there is no current folder that the caller would mean, and a model may name anything: a repository, or what
    /// was indexed before, and not a whole disk.
    /// </summary>
    internal static (CodeBook? Book, string Problem) OpenNamed(string? repo, string data)
    {
        if (repo is null)
        {
            return (null, "repo is missing; over HTTP name the repository's folder.");
        }

        if (!Path.IsPathFullyQualified(repo))
        {
            return (null, $"{repo} is relative, and over HTTP there is no current folder. Name the repository's folder by its whole path.");
        }

        var opened = Open(repo, data);
        return opened.Book is { Map: null } book && !Path.Exists(Path.Combine(book.Root, ".git"))
            ? (null, $"{repo} is no repository: it has no .git, and no graph of it was built. Build one with coderouter index {repo}, or name another folder.")
            : opened;
    }

    /// <summary>The repository a tool is asked about, or why there is none.</summary>
    internal static (CodeBook? Book, string Problem) Open(string? repo, string data) => (Repository.Open(repo, data), $"{repo} is no folder. Name the folder of a repository.");

    private static async Task<McpAnswer> ReportAsync(HttpClient http, string gateway, string key, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, gateway + "/v1/coderoute/feedback") { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, cancellationToken);
            return new McpAnswer(await response.Content.ReadAsStringAsync(cancellationToken), !response.IsSuccessStatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return Failed($"The gateway at {gateway} does not answer. Start it with coderouter serve, or name it with CODEROUTER_URL.");
        }
    }

    private sealed class Closing(Lazy<Stores> stores) : IDisposable
    {
        public void Dispose()
        {
            if (stores.IsValueCreated)
            {
                stores.Value.Dispose();
            }
        }
    }

    private static McpAnswer Failed(string what) => new(JsonLine.Of(json => json.WriteString("error", what)), IsError: true);
}
