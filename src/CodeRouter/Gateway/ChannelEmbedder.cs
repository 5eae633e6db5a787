using System.Buffers;
using System.Text.Json;
using CodeRouter.Cache;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Models;
using CodeRouter.Telemetry;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// Embeddings of a configured model, for one request: paid by the router, bounded in time, and never asked for a text the model may not
/// see. When it does not answer, that is said once and again when it is back.
/// </summary>
internal sealed class ChannelEmbedder(Exchange exchange, ModelCard model, Dispatcher dispatcher, EmbedderState state, ILogger log) : IEmbedder
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    public string Space => model.Name;

    public async ValueTask<float[]?> EmbedAsync(string text, CancellationToken aborted)
    {
        if (MaySee.Refuses(exchange.Guarded, model) is not null || state.IsResting)
        {
            return null;
        }

        byte[] body = Question(text);
        var scan = JsonScanner.Scan(body);
        using var limit = new CancellationTokenSource(Longest);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            var result = await dispatcher.SendAsync(
                exchange.Snapshot.Channels,
                new UpstreamCall
                {
                    Format = WireFormat.OpenAIChat,
                    Operation = Operation.Service,
                    ServicePath = "/embeddings",
                    Dialect = BuiltInDialects.Services,
                    Request = new RequestView(WireFormat.OpenAIChat, body, scan, new ServerHeaders(new HeaderDictionary()), "", model.Name, stream: false),
                    Id = exchange.Record.Id,
                    Body = body,
                    ModelAt = scan.Find(body, "model"u8),
                    Models = [model],
                },
                SilentHold.Instance,
                either.Token);
            using var answer = result.Answer;
            if (answer is null || answer.Overflows || Read(answer.Held) is not { } vector)
            {
                Down(result.Failure is not { } failure ? "its answer holds no embedding" : failure.Message.Length > 0 ? failure.Message : $"status {failure.Status}, and not a word");
                return null;
            }

            if (answer.Summary.Usage is { } usage)
            {
                exchange.Record.RouterCostUsd = (exchange.Record.RouterCostUsd ?? 0) + model.Price.Cost(usage);
            }

            if (state.Up())
            {
                log.EmbedderBack(model.Name);
            }

            return vector;
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            Down("no answer within 500 ms");
            return null;
        }
    }

    private void Down(string why)
    {
        // Upstreams quote keys in their errors.
        why = SecretlessText.Of(why)!;
        if (state.Down(model.Name, why))
        {
            log.EmbedderDown(model.Name, why);
        }
    }

    private byte[] Question(string text)
    {
        var body = new ArrayBufferWriter<byte>(text.Length + 64);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("model", model.Name);
        json.WriteString("input", text);
        json.WriteString("encoding_format", "float");
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private static float[]? Read(ReadOnlyMemory<byte> held)
    {
        var values = new JsonSpan(held.Span)["data"u8];
        foreach (var item in values.Elements)
        {
            var vector = new List<float>(1536);
            foreach (var number in item["embedding"u8].Elements)
            {
                if (number.Double() is not { } value)
                {
                    return null;
                }

                vector.Add((float)value);
            }

            float[] made = [.. vector];
            return GramEmbedder.Normalize(made) && made.Length is > 1 and <= 8192 ? made : null;
        }

        return null;
    }
}
