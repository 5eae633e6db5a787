using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Whether a chosen model can be reached at all, and who else could take what it cannot.</summary>
public static class Reach
{
    private const int MostNames = 6;

    public static GatewayFailure? Refuses(Exchange exchange, ModelCard model)
    {
        var channels = exchange.Snapshot.Channels.For(model.Name);
        if (channels.Count == 0)
        {
            return new GatewayFailure(FailureCode.NoChannel, $"No channel serves {model.Name}. Name one under channels or give the model an endpoint.") { RetryAfter = "60" };
        }

        var route = exchange.Route;
        if (route.Operation is Operation.Generate or Operation.CountTokens or Operation.Compact || channels.Any(c => Speaks(c, route)))
        {
            return null;
        }

        string format = route.Format.ApiName();
        string speakers = Speakers(exchange, model);
        return new GatewayFailure(
            FailureCode.NotExpressible,
            $"{model.Name} has no channel that speaks this request's format ({format}), and this kind of request is not translated. "
            + (speakers.Length > 0 ? $"Ask for one that does ({speakers}), or give {model.Name} a channel with api_format: {format}." : $"Give it a channel with api_format: {format}."));
    }

    /// <summary>Something the request cannot do without has no words in the model's format: said with the names of those that can.</summary>
    public static GatewayFailure Inexpressible(Exchange exchange, UpstreamFailure failure)
    {
        string speakers = Speakers(exchange, exchange.Decision?.Model);
        return new GatewayFailure(
            FailureCode.NotExpressible,
            failure.Message + (speakers.Length > 0 ? $" Configured models that can: {speakers}." : $" No configured model can; one with a channel of api_format: {exchange.Route.Format.ApiName()} could."))
        {
            UpstreamStatus = failure.Status,
        };
    }

    private static string Speakers(Exchange exchange, ModelCard? but) => string.Join(", ", exchange.Snapshot.Settings.Policy.Models
        .Where(m => !ReferenceEquals(m, but) && exchange.Snapshot.Channels.For(m.Name).Any(c => Speaks(c, exchange.Route)))
        .Where(m => m.Capabilities is not { } can || (exchange.Step!.Needs & ~can) == Capability.None)
        .Take(MostNames)
        .Select(m => m.Name));

    private static bool Speaks(Channel channel, DataRoute route) => route.Operation == Operation.Service
        ? channel.Format is WireFormat.OpenAIChat or WireFormat.OpenAIResponses
        : channel.Settings.Native is null && channel.Format == route.Format;
}
