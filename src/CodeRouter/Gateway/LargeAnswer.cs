using System.Text;
using CodeRouter.Core.Dialects;
using CodeRouter.Guards;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// A body too large to hold, or one that is no JSON: relayed as it comes, in constant memory, and cut hard when it fails, so that half an answer never looks whole.
/// Its usage stands near its end, so the last bytes are kept to find it.
/// </summary>
public static class LargeAnswer
{
    private const int TailBytes = 64 * 1024;

    public static async Task RelayAsync(Exchange exchange, UpstreamAnswer answer, UpstreamCall call, CancellationToken aborted)
    {
        var record = exchange.Record;
        var response = exchange.Http.Response;
        var restorer = !answer.IsOpaque && exchange.Guarded?.Redactions is { } redactions ? new BodyRestorer(redactions) : null;
        if (restorer is not null)
        {
            await exchange.Guarded!.Redactions!.RecallAsync();
        }

        response.ContentLength = restorer is null ? answer.ContentLength : null;
        var shape = answer.IsOpaque ? null : new JsonShapeWatch();
        byte[] tail = new byte[TailBytes];
        byte[] apart = restorer is null ? [] : new byte[16 * 1024];
        int kept = 0;
        long sent = answer.Held.Length;
        try
        {
            await WritePiecesAsync(response, answer.Held, restorer, aborted);
            Keep(tail, ref kept, answer.Held.Span);
            shape?.See(answer.Held.Span);
            while (true)
            {
                var space = restorer is null ? response.BodyWriter.GetMemory(16 * 1024) : apart.AsMemory();
                int read = await answer.Body.ReadAsync(space, answer.Silence);
                if (read == 0)
                {
                    if (shape is { IsWhole: false })
                    {
                        throw new IOException("The body ended in the middle.");
                    }

                    restorer?.End(response.BodyWriter);
                    break;
                }

                answer.Heard(call.Silence);
                Keep(tail, ref kept, space.Span[..read]);
                shape?.See(space.Span[..read]);
                if (restorer is null)
                {
                    response.BodyWriter.Advance(read);
                }
                else
                {
                    restorer.Feed(space.Span[..read], response.BodyWriter);
                }

                sent += read;
                if ((await response.BodyWriter.FlushAsync(aborted)).IsCompleted)
                {
                    record.State = StepState.Aborted;
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            bool left = exchange.Http.RequestAborted.IsCancellationRequested;
            record.State = left ? StepState.Aborted : StepState.Truncated;
            record.ErrorMessage = left ? "the caller left" : "The upstream broke off in the middle of a large answer.";
            exchange.Http.Abort();
        }

        record.ResponseBytes = sent;
        var usage = record.State == StepState.Answered && !answer.IsOpaque ? UsageIn(tail.AsSpan(0, kept), exchange.Dialect) : null;
        AnswerCosts.Settle(exchange, answer, usage, sent);
    }

    private static async ValueTask WritePiecesAsync(HttpResponse response, ReadOnlyMemory<byte> held, BodyRestorer? restorer, CancellationToken aborted)
    {
        const int Piece = 64 * 1024;
        for (int at = 0; at < held.Length; at += Piece)
        {
            var piece = held.Slice(at, Math.Min(Piece, held.Length - at));
            if (restorer is null)
            {
                await response.BodyWriter.WriteAsync(piece, aborted);
                continue;
            }

            restorer.Feed(piece.Span, response.BodyWriter);
            await response.BodyWriter.FlushAsync(aborted);
        }
    }

    private static void Keep(byte[] tail, ref int kept, ReadOnlySpan<byte> more)
    {
        if (more.Length >= tail.Length)
        {
            more[^tail.Length..].CopyTo(tail);
            kept = tail.Length;
            return;
        }

        int over = kept + more.Length - tail.Length;
        if (over > 0)
        {
            tail.AsSpan(over, kept - over).CopyTo(tail);
            kept -= over;
        }

        more.CopyTo(tail.AsSpan(kept));
        kept += more.Length;
    }

    // The usage object alone, in an answer of its own, is read like any other.
    private static Core.Conversations.Usage? UsageIn(ReadOnlySpan<byte> tail, IDialect dialect)
    {
        int at = Math.Max(tail.LastIndexOf("\"usage\""u8), tail.LastIndexOf("\"usageMetadata\""u8));
        if (at < 0)
        {
            return null;
        }

        int depth = 0;
        for (int i = at; i < tail.Length; i++)
        {
            if (tail[i] == '{')
            {
                depth++;
            }
            else if (tail[i] == '}' && --depth == 0)
            {
                return dialect.ReadAnswer(Encoding.UTF8.GetBytes("{" + Encoding.UTF8.GetString(tail[at..(i + 1)]) + "}")).Usage;
            }
        }

        return null;
    }
}
