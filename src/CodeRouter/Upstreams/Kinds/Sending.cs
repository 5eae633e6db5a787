using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>One attempt on its way out: what the format made of it, before and after the channel's kind has put it into its own shape.</summary>
internal sealed class Sending(ModelCard card, Channel channel, UpstreamCall call, Outgoing outgoing)
{
    public Channel Channel { get; } = channel;

    public UpstreamCall Call { get; } = call;

    public ModelCard Card { get; } = card;

    /// <summary>The name sent upstream.</summary>
    public string Model { get; } = channel.UpstreamName(card.Name);

    public Uri Address { get; set; } = outgoing.Address;

    public ReadOnlyMemory<byte> Body { get; set; } = outgoing.Body;

    /// <summary>Ascending, not overlapping.</summary>
    public BodyEdit[] Edits { get; set; } = outgoing.Edits;

    /// <summary>The upstream was asked for a stream.</summary>
    public bool Stream => outgoing.Stream;

    /// <summary>The format in which the rest of the path expects the answer, errors included.</summary>
    public IDialect Dialect => outgoing.Dialect;

    /// <summary>What the caller's headers still are of use to this upstream.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers { get; set; } = outgoing.Headers(call);

    /// <summary>Anthropic's beta flags that go along.</summary>
    public IReadOnlyList<string> Betas { get; set; } = [];

    /// <summary>What translating the answer back needs, where the upstream has a form of its own.</summary>
    public AnswerContext? Native { get; set; }

    /// <summary>What a form of the upstream's own has no words for.</summary>
    public IReadOnlyList<string> Losses
    {
        set => outgoing.Losses = value;
    }

    /// <summary>Leaves out what this cloud is known to refuse.</summary>
    public void Leave(RefusedMembers members)
    {
        var taken = members.Taken(Body);
        if (taken.Length != Body.Length)
        {
            Body = taken;
            outgoing.Losses = [.. outgoing.Losses.Append(RefusedMembers.Loss).Distinct(StringComparer.Ordinal)];
        }
    }

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
