using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>One attempt on its way out: what the format made of it, before and after the channel's kind has put it into its own shape.</summary>
internal sealed class Sending(ModelCard card, Channel channel, UpstreamCall call)
{
    public Channel Channel { get; } = channel;

    public UpstreamCall Call { get; } = call;

    public ModelCard Card { get; } = card;

    /// <summary>The name sent upstream.</summary>
    public string Model { get; } = channel.UpstreamName(card.Name);

    public required Uri Address { get; set; }

    public required ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Ascending, not overlapping.</summary>
    public required BodyEdit[] Edits { get; set; }

    /// <summary>The upstream was asked for a stream.</summary>
    public required bool Stream { get; init; }

    /// <summary>The format in which the rest of the path expects the answer, errors included.</summary>
    public required IDialect Dialect { get; init; }

    /// <summary>What the caller's headers still are of use to this upstream.</summary>
    public required IEnumerable<KeyValuePair<string, string>> Headers { get; set; }

    /// <summary>What translating the answer back needs, where the upstream has a form of its own.</summary>
    public AnswerContext? Native { get; set; }

    public IReadOnlyList<string> Losses { get; set; } = [];

    public HttpRequestMessage NewRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = new EditedContent(Body, Edits, Call.ContentType),
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
