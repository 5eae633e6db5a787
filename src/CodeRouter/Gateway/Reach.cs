using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Whether a chosen model can be reached in the caller's format. Nothing is translated yet, so a channel must speak it.</summary>
public static class Reach
{
    public static GatewayFailure? Refuses(Exchange exchange, ModelCard model)
    {
        var channels = exchange.Snapshot.Channels;
        var route = exchange.Route;
        if (channels.For(model.Name).Any(c => Speaks(c, route)))
        {
            return null;
        }

        if (channels.For(model.Name).Count == 0)
        {
            return new GatewayFailure(FailureCode.NoChannel, $"No channel serves {model.Name}. Name one under channels or give the model an endpoint.") { RetryAfter = "60" };
        }

        string format = route.Format.ApiName();
        string speakers = string.Join(", ", exchange.Snapshot.Settings.Policy.Models.Where(m => channels.For(m.Name).Any(c => Speaks(c, route))).Take(6).Select(m => m.Name));
        return new GatewayFailure(
            FailureCode.NotExpressible,
            $"{model.Name} has no channel that speaks this request's format ({format}), and formats are not translated. "
            + (speakers.Length > 0 ? $"Ask for one that does ({speakers}), or give {model.Name} a channel with api_format: {format}." : $"Give it a channel with api_format: {format}."));
    }

    private static bool Speaks(Channel channel, DataRoute route) => route.Operation == Operation.Service
        ? channel.Format is WireFormat.OpenAIChat or WireFormat.OpenAIResponses
        : channel.Format == route.Format;
}
