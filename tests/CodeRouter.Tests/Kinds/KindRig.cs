using System.Collections.Concurrent;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Tests.Kinds;

/// <summary>What the upstream saw of one request.</summary>
internal sealed record Arrived(string Target, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A gateway with one channel of some kind, in front of an upstream of the test's making that writes down what arrives.</summary>
internal sealed class KindRig : IAsyncDisposable
{
    private readonly BareUpstream _upstream;

    private KindRig(BareUpstream upstream, GatewayRig gateway, ConcurrentQueue<Arrived> seen) => (_upstream, Gateway, Seen) = (upstream, gateway, seen);

    public GatewayRig Gateway { get; }

    public ConcurrentQueue<Arrived> Seen { get; }

    public static async Task<KindRig> StartAsync(Func<HttpContext, Arrived, Task> answer, Func<ChannelSettings, ChannelSettings> kind, string model = "named", string upstreamModel = "sent-upstream")
    {
        var seen = new ConcurrentQueue<Arrived>();
        var upstream = await BareUpstream.StartAsync(async http =>
        {
            string target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            var arrived = new Arrived(target, Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request)), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            seen.Enqueue(arrived);
            await answer(http, arrived);
        });
        var channel = kind(GatewayRig.Channel("one", WireFormat.OpenAIChat, upstream.BaseUri, []) with { BaseUri = upstream.BaseUri, Models = new Dictionary<string, string> { [model] = upstreamModel } });
        var gateway = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card(model) with { UpstreamModel = upstreamModel }], [channel]));
        return new KindRig(upstream, gateway, seen);
    }

    public static Task Json(HttpContext http, string body, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }

    public static async Task Frames(HttpContext http, params byte[][] frames)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = "application/vnd.amazon.eventstream";
        }

        foreach (byte[] frame in frames)
        {
            // Cut in the middle, so that no read holds whole events.
            await http.Response.Body.WriteAsync(frame.AsMemory(0, frame.Length / 2));
            await http.Response.Body.FlushAsync();
            await http.Response.Body.WriteAsync(frame.AsMemory(frame.Length / 2));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
