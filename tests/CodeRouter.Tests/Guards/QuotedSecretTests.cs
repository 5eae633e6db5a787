using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Telemetry;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>Credentials that turn up where nobody put one on purpose: in what an upstream says is wrong, and in names.</summary>
public sealed class QuotedSecretTests
{
    // Made up; the form is AWS's.
    private const string Secret = "AKIAQ9B6JRYXWUXWP1ER";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_an_upstream_quotes_reaches_its_caller_and_neither_the_books_nor_a_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == GatewayMetrics.Source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var upstream = await BareUpstream.StartAsync(static http =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("{\"error\":{\"message\":\"the key " + Secret + " is not allowed here\",\"type\":\"invalid_request_error\",\"code\":\"bad\"}}", Cancel);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("one", WireFormat.OpenAIChat, upstream.BaseUri, ["sim"])]));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: static r => r.Headers.Add("X-CodeRouter-Session", "with " + Secret));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(Secret, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
        var decision = await rig.DecisionAsync(answer);
        Assert.Contains("the key [aws_access_key_id] is not allowed here", decision.GetRawText(), StringComparison.Ordinal);
        var span = Assert.Single(spans, s => Equals(s.GetTagItem("coderouter.decision.id"), id));
        Assert.Contains("[aws_access_key_id]", span.StatusDescription, StringComparison.Ordinal);
        Assert.DoesNotContain(span.TagObjects, static t => t.Value is string text && text.Contains(Secret, StringComparison.Ordinal));
    }
}
