using System.Buffers.Text;
using System.Text;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Gateway;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Ledger;

namespace CodeRouter.Mcp;

/// <summary>
/// <c>/mcp</c>: the tools over streamable HTTP. Every message is answered for itself, so any gateway of several can answer it: what a session
/// must remember, how the client introduced itself, stands in its id. A caller with a key sees its own steps only.
/// </summary>
/// <param name="impact">File, symbol or null, repository or null.</param>
/// <param name="code">The questions about code, for who may ask about files of this machine.</param>
/// <param name="address">How the caller reaches this gateway.</param>
public sealed class McpEndpoint(GatewayState state, LedgerWriter ledger, ILedgerStore store, LedgerEndpoints books, Func<string, string?, string?, McpAnswer> impact, CodeTools code, Func<HttpRequest, string> address, TimeProvider clock)
{
    private const string SessionHeader = "Mcp-Session-Id", VersionHeader = "MCP-Protocol-Version";
    private const int Largest = 1 << 20, LongestName = 100;
    private static readonly string Version = typeof(McpEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0";
    private readonly Lazy<Catalog> _catalog = new(ShippedCatalog.Load);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mcp", AnswerAsync);

        // Nothing is ever said unasked, and there is nothing to end.
        routes.MapGet("/mcp", RefuseAsync);
        routes.MapDelete("/mcp", RefuseAsync);
    }

    private async Task RefuseAsync(HttpContext http)
    {
        if (await Refusals.AdmitAsync(http, state) is not null)
        {
            http.Response.Headers.Allow = "POST";
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.MethodNotAllowed, "POST one JSON-RPC message to /mcp; there is no stream of the server's own and no session to end."));
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
        {
            return;
        }

        if (http.Request.Headers[VersionHeader] is [{ } version, ..] && !JsonRpc.Versions.Contains(version, StringComparer.Ordinal))
        {
            await NotFound.WriteAsync(http, new GatewayFailure(FailureCode.InvalidValue, $"{VersionHeader} {(version.Length > LongestName ? "" : version)} is not spoken here. Use {JsonRpc.Versions[0]}."));
            return;
        }

        var (body, failure) = await RequestBody.ReadAsync(http.Request, Largest, http.RequestAborted);
        if (failure is not null)
        {
            await NotFound.WriteAsync(http, failure);
            return;
        }

        using (body)
        {
            // With what was answered a moment ago.
            await ledger.CatchUpAsync(http.RequestAborted);
            var tools = new McpTools(Ports(http, caller), clock) { ClientName = NameIn(http.Request.Headers[SessionHeader]), Code = ReadsFiles(caller) ? code : null };
            string? answer = await new JsonRpc(tools, Version).AnswerAsync(Encoding.UTF8.GetString(body!.Bytes.Span), http.RequestAborted);
            if (answer is null)
            {
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                return;
            }

            // Only an introduction begins a session.
            if (tools.ClientName is { } name && !http.Request.Headers.ContainsKey(SessionHeader))
            {
                http.Response.Headers[SessionHeader] = $"{Guid.NewGuid():N}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name.Length > LongestName ? name[..LongestName] : name))}";
            }

            byte[] bytes = Encoding.UTF8.GetBytes(answer);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bytes.Length;
            await http.Response.BodyWriter.WriteAsync(bytes);
        }
    }

    private McpPorts Ports(HttpContext http, Caller caller) => new(
        HostDetection.OfClient, new Lazy<WorkPlanner>(() => new WorkPlanner(_catalog.Value, state.Current.Settings.Policy)), new Lazy<ILedgerStore>(store),
        (path, symbol, repo) => Impact(caller, path, symbol, repo), (body, token) => ReportAsync(body, caller, token), address(http.Request), "YOUR-KEY", caller.KeyId);

    // The files are those of the machine the gateway runs on: not for whoever calls from elsewhere, or was given a key for models.
    private static bool ReadsFiles(Caller caller) => caller is { KeyId: null, IsLoopback: true };

    private McpAnswer Impact(Caller caller, string path, string? symbol, string? repo) =>
        !ReadsFiles(caller)
            ? Failed("impact reads files of the gateway's machine, and is answered there without a key only. Use coderouter serve-stdio beside your repository.")
            : repo is null ? Failed("repo is missing; over HTTP name the repository's folder.")
            : impact(path, symbol, repo);

    private async Task<McpAnswer> ReportAsync(byte[] body, Caller caller, CancellationToken cancellationToken)
    {
        var reply = await books.JudgeAsync(body, caller.KeyId, cancellationToken);
        return reply.Code is null ? new McpAnswer(Encoding.UTF8.GetString(reply.Json)) : Failed(reply.Message!);
    }

    private static McpAnswer Failed(string what) => new(McpTools.Object(json => json.WriteString("error", what)), IsError: true);

    private static string? NameIn(string? session)
    {
        int dot = session?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot >= 0 && session!.Length < 4 * LongestName && Base64Url.IsValid(session.AsSpan(dot + 1)) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(session.AsSpan(dot + 1))) : null;
    }
}
