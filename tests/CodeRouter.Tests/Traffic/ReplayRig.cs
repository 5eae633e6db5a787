using System.Collections.Concurrent;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Tests.Traffic;

/// <summary>What the upstream of a replay saw.</summary>
internal sealed record Seen(string PathAndQuery, byte[] Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A gateway in front of an upstream that answers each call with its recording, cut at random places into many writes.</summary>
internal sealed class ReplayRig : IAsyncDisposable
{
    private const string Ticket = "idempotency-key";
    private readonly ConcurrentDictionary<string, Recording> _expected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly List<BareUpstream> _upstreams = [];
    private GatewayRig _rig = null!;

    public GatewayRig Gateway => _rig;

    public static async Task<ReplayRig> StartAsync(IEnumerable<string> upstreamModels, IReadOnlyCollection<WireFormat> formats, int upstreams = 4)
    {
        var rig = new ReplayRig();
        var names = upstreamModels.Distinct(StringComparer.Ordinal).ToList();
        var models = names.Select(n => GatewayRig.Card(Replay.Alias(n)) with { UpstreamModel = n }).ToList();
        var channels = new List<CodeRouter.Config.ChannelSettings>();
        for (int i = 0; i < upstreams; i++)
        {
            var upstream = await BareUpstream.StartAsync(rig.AnswerAsync);
            rig._upstreams.Add(upstream);
            foreach (var format in formats)
            {
                // Each model at one upstream only: a recorded refusal must come back, not lead to the next endpoint.
                var mine = names.Where((_, n) => n % upstreams == i).ToDictionary(Replay.Alias, n => n, StringComparer.Ordinal);
                channels.Add(GatewayRig.Channel($"{format}-{i}", format, upstream.BaseUri, []) with { Models = mine });
            }
        }

        rig._rig = await GatewayRig.StartAsync(GatewayRig.Settings(models, channels));
        return rig;
    }

    public async Task<(HttpResponseMessage Answer, byte[] Body, Seen? Seen)> PlayAsync(Replay replay, CancellationToken cancel)
    {
        var recording = replay.Recording;
        string ticket = recording.Id + "-" + Guid.NewGuid().ToString("n");
        _expected[ticket] = recording;
        using var request = new HttpRequestMessage(HttpMethod.Post, replay.Path) { Content = GatewayRig.JsonContent(replay.Body) };
        foreach (var (name, value) in recording.RequestHeaders)
        {
            if (!name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Headers.TryAddWithoutValidation(Ticket, ticket);
        request.Headers.TryAddWithoutValidation("Cookie", "sweet=1");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer callers-own-secret");
        var answer = await _rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancel);
        _seen.TryRemove(ticket, out var seen);
        return (answer, body, seen);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        string ticket = http.Request.Headers[Ticket].ToString();
        byte[] body = await BareUpstream.BodyAsync(http.Request);
        _seen[ticket] = new Seen(
            http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
            body,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        if (!_expected.TryRemove(ticket, out var recording))
        {
            // Asked twice for one call: nothing here is to be tried again.
            http.Response.StatusCode = 418;
            return;
        }

        var response = http.Response;
        response.StatusCode = recording.Status;
        foreach (var (name, value) in recording.Headers)
        {
            if (!name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase) && !name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers[name] = value;
            }
        }

        response.ContentType = recording.ContentType;
        await WriteInPiecesAsync(response, recording);
    }

    private static async Task WriteInPiecesAsync(HttpResponse response, Recording recording)
    {
        var random = new Random(Seed(recording.Id));
        byte[] bytes = recording.Answer;
        int cuts = Math.Min(bytes.Length / 2, random.Next(1, 25));
        bool everywhere = bytes.Length < 2000 && random.Next(8) == 0;
        var at = (everywhere ? Enumerable.Range(0, bytes.Length) : Enumerable.Range(0, cuts).Select(_ => random.Next(0, bytes.Length))).Append(0).Append(bytes.Length).Distinct().Order().ToList();
        for (int i = 1; i < at.Count; i++)
        {
            await response.Body.WriteAsync(bytes.AsMemory(at[i - 1], at[i] - at[i - 1]));
            await response.Body.FlushAsync();
            await Task.Yield();
        }
    }

    private static int Seed(string id) => BitConverter.ToInt32(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
