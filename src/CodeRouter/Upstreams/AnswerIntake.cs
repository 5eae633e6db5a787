using System.Buffers;
using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>The beginning of an answer: held until it proves to be one.</summary>
internal static class AnswerIntake
{
    /// <summary>A body that is not a stream is held whole up to this many bytes.</summary>
    public const int LargestHeld = 32 << 20;

    private const int LargestRefusal = 1 << 20;

    /// <summary>First bytes of what may stand at the start of an event stream: data, event, id, retry, a comment, a byte order mark.</summary>
    private static ReadOnlySpan<byte> OpensEvent => [(byte)'d', (byte)'e', (byte)'i', (byte)'r', (byte)':', 0xEF];

    public static async Task<UpstreamAnswer> OpenAsync(
        HttpResponseMessage message, UpstreamCall call, Outgoing outgoing, ModelCard model, Channel channel, CancellationTokenSource silence, PatientWait waiting)
    {
        var body = await waiting.ForAsync(message.Content.ReadAsStreamAsync(silence.Token));
        string? type = message.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        bool isStream = MayStream(call) && Has(type, "event-stream") && (outgoing.Stream || call.Operation == Operation.Service);
        EventBuffer? opening = null;
        if (!isStream && outgoing.Stream && MayStream(call) && !IsOpaque(call, type))
        {
            // Some servers send events as application/json, or without any type: the first byte that says something tells what it is.
            opening = new EventBuffer();
            byte? first;
            int read;
            do
            {
                read = await waiting.ForAsync(body.ReadAsync(opening.Space(), silence.Token));
                opening.Received(read);
                first = FirstOf(opening.Unread.Span);
            }
            while (read > 0 && first is null);

            isStream = first is { } byte_ && OpensEvent.Contains(byte_);
        }

        var translator = isStream && outgoing.Abroad is { } context ? Translator.NewStream(context) : null;
        return new UpstreamAnswer(message, silence, model, channel, outgoing)
        {
            Body = body,
            Events = isStream ? opening ?? new EventBuffer() : null,
            Opening = isStream ? null : opening,
            Translator = translator,
            Reader = translator?.Upstream ?? (isStream ? outgoing.Dialect.NewStreamReader() : null),
            HidesUsage = outgoing.AsksUsage,
        };
    }

    /// <summary>Reads events until the first content; null when it came, else what went wrong before it.</summary>
    public static async Task<UpstreamFailure?> AwaitContentAsync(UpstreamAnswer answer, UpstreamCall call, PatientWait waiting)
    {
        var events = answer.Events!;
        var reader = answer.Reader!;
        while (true)
        {
            while (events.TryTake(answer.AtEnd, out var taken))
            {
                if (!taken.HasData)
                {
                    continue;
                }

                var marks = answer.Take(taken);
                if ((marks & EventMarks.Malformed) != 0)
                {
                    return taken.Unfinished ? Cut() : new UpstreamFailure(FailureKind.Broken, 502, "The upstream sent an event that is not well formed.");
                }

                if ((marks & EventMarks.Error) != 0)
                {
                    var failure = reader.Failure;
                    return new UpstreamFailure(FailureKind.ErrorEvent, failure is { Status: >= 400 } ? failure.Status : 502, failure?.Message ?? "The upstream reported an error.");
                }

                if ((marks & EventMarks.KeepAlive) == EventMarks.None)
                {
                    answer.Heard(call.Silence);
                }

                if ((marks & (EventMarks.Content | EventMarks.End)) != 0)
                {
                    return (marks & EventMarks.Content) == 0 && !reader.Complete
                        ? new UpstreamFailure(FailureKind.Broken, 502, "The upstream ended its answer without any content.")
                        : reader.OutputChars == 0 ? Unfit(answer, reader.FinishReason) : null;
                }
            }

            if (answer.AtEnd)
            {
                return reader.Complete ? null : Cut();
            }

            if (events.TooLong || events.Taken.Length > EventBuffer.LongestEvent)
            {
                return new UpstreamFailure(FailureKind.Broken, 502, "The upstream sent an event without an end.");
            }

            int read = await waiting.ForAsync(answer.Body.ReadAsync(events.Space(), answer.Silence));
            events.Received(read);
            answer.AtEnd = read == 0;
        }
    }

    /// <summary>Reads the whole body; null when it is one well-formed answer (or too large to hold), else what is wrong with it.</summary>
    public static async Task<UpstreamFailure?> HoldWholeAsync(UpstreamAnswer answer, UpstreamCall call, PatientWait waiting)
    {
        long? announced = answer.ContentLength;
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(announced ?? 16 * 1024, answer.Opening?.Unread.Length ?? 4 * 1024, 1 << 20));
        int length = 0;
        if (answer.Opening is { } opening)
        {
            opening.Unread.CopyTo(bytes);
            length = opening.Unread.Length;
            opening.Dispose();
        }

        answer.IsOpaque = IsOpaque(call, answer.ContentType);
        try
        {
            while (true)
            {
                if (answer.IsOpaque && length > 0)
                {
                    // A sound or a picture: nothing in it tells whether it is whole, so it is relayed as it comes.
                    answer.Overflows = true;
                    answer.Hold(bytes, length);
                    return null;
                }

                if (length == bytes.Length)
                {
                    if (length >= LargestHeld && answer.Outgoing.Abroad is not null)
                    {
                        ArrayPool<byte>.Shared.Return(bytes);
                        return new UpstreamFailure(FailureKind.Broken, 502, $"The upstream's answer is larger than the {LargestHeld >> 20} MB that can be translated at once. Ask for a stream.");
                    }

                    if (length >= LargestHeld)
                    {
                        answer.Overflows = true;
                        answer.Hold(bytes, length);
                        return null;
                    }

                    byte[] bigger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)bytes.Length * 2, LargestHeld));
                    bytes.AsSpan(0, length).CopyTo(bigger);
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = bigger;
                }

                int read = await waiting.ForAsync(answer.Body.ReadAsync(bytes.AsMemory(length), answer.Silence));
                if (read == 0)
                {
                    break;
                }

                length += read;
                answer.Heard(call.Silence);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }

        if (Joined(answer, call, bytes.AsSpan(0, length)) is { } joined)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            (bytes, length) = (ArrayPool<byte>.Shared.Rent(joined.Length), joined.Length);
            joined.CopyTo(bytes, 0);
            answer.IsJoined = true;
        }

        var failure = Judge(answer, call, bytes.AsSpan(0, length));
        if (failure is not null)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            return failure;
        }

        answer.AtEnd = true;
        answer.Hold(bytes, length);
        answer.TranslateHeld();
        return null;
    }

    /// <summary>An error status: its body as it came and the message in it.</summary>
    public static async Task<UpstreamFailure> ReadRefusalAsync(HttpResponseMessage message, IDialect dialect, PatientWait waiting, CancellationToken silence)
    {
        if ((int)message.StatusCode < 400)
        {
            // Redirects are not followed (a credential follows nobody), and a caller could make nothing of one.
            return new UpstreamFailure(FailureKind.Broken, 502, $"The upstream answered {(int)message.StatusCode} instead of an answer. Check the channel's base_url.");
        }

        byte[]? body = null;
        try
        {
            body = await waiting.ForAsync(ReadAtMostAsync(message, silence));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status stands even when its body broke off.
        }

        int status = (int)message.StatusCode;
        string? words = body is null ? null : dialect.ReadErrorMessage(body);
        bool json = body is not null && JsonScanner.IsWellFormed(body);
        var headers = PassedHeaders.Returning(message.Headers);
        var wait = json ? UpstreamErrors.Wait(body) : null;
        if (wait is { } asked && !headers.Exists(static h => h.Key.Equals("retry-after", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new("Retry-After", Math.Max(1, Math.Ceiling(asked.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
        }

        return new UpstreamFailure(FailureKind.Status, status, words ?? (body is null || json || body.AsSpan().IndexOfAnyExcept(" \r\n\t"u8) < 0 ? $"The upstream answered {status}." : FirstOf(body) == (byte)'<' ? $"The upstream answered {status} with a web page, as a proxy in front of it would." : Shorten(body)))
        {
            Body = json ? body : null,
            ContentType = message.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? PassedHeaders.Plain(type.ToString()) : null,
            Headers = headers,
            Wait = wait,
        };
    }

    /// <summary>Some servers stream whether they are asked to or not: their events as the one answer that was asked for; null where there are none.</summary>
    private static byte[]? Joined(UpstreamAnswer answer, UpstreamCall call, ReadOnlySpan<byte> body) =>
        call.Operation == Operation.Generate && !answer.Outgoing.Stream && FirstOf(body) is { } first && OpensEvent.Contains(first)
            ? AnswerShape.AsWhole(answer.Outgoing.Dialect.Format, body, answer.Channel.UpstreamName(answer.Model.Name), call.Id, call.At.ToUnixTimeSeconds())
            : null;

    private static UpstreamFailure? Judge(UpstreamAnswer answer, UpstreamCall call, ReadOnlySpan<byte> body)
    {
        if (call.Operation != Operation.Generate && answer.Outgoing.HandsOver is null)
        {
            if (!JsonScanner.IsWellFormed(body))
            {
                return new UpstreamFailure(FailureKind.Broken, 502, "The upstream's answer is not well-formed JSON.");
            }

            if (answer.Outgoing.IsCount && CountQuestion.Read(body) is null)
            {
                return new UpstreamFailure(FailureKind.Broken, 502, "The upstream's answer has no count.");
            }

            // Read for its usage alone: what else such an answer says is between the caller and the provider.
            answer.Summary = call.Operation == Operation.CountTokens ? default : answer.Outgoing.Dialect.ReadAnswer(body) with { Failure = null };
            return null;
        }

        answer.Summary = answer.Outgoing.Dialect.ReadAnswer(body);
        if (!answer.Summary.WellFormed)
        {
            return new UpstreamFailure(FailureKind.Broken, 502, body.IsEmpty ? "The upstream sent an empty answer." : "The upstream's answer is not well-formed JSON.");
        }

        if (answer.Outgoing.Abroad is not null && answer.Summary is { Failure: null, FinishReason: null, OutputChars: 0 })
        {
            // Nothing but a count at most: told in another format it would look like an answer that is whole and says nothing.
            return new UpstreamFailure(FailureKind.Broken, 502, "The upstream's answer has nothing of an answer in it.");
        }

        if (answer.Outgoing.HandsOver is not null && answer.Summary is { Failure: null, OutputChars: 0 })
        {
            return new UpstreamFailure(FailureKind.Broken, 502, "The upstream wrote nothing down of the conversation that was to be shortened.");
        }

        return answer.Summary.Failure is { } failure
            ? new UpstreamFailure(FailureKind.ErrorEvent, failure.Status >= 400 ? failure.Status : 502, failure.Message) { Body = body.ToArray(), ContentType = answer.ContentType, Headers = answer.Headers }
            : answer.Summary.OutputChars == 0 ? Unfit(answer, answer.Summary.FinishReason) : null;
    }

    /// <summary>Of an answer without content: whether the model meant to say something that cannot be told abroad.</summary>
    private static UpstreamFailure? Unfit(UpstreamAnswer answer, string? finish) => answer.IsAbroad && UnfitCall.Ends(finish)
        ? new UpstreamFailure(FailureKind.Broken, 502, $"The model wrote a call that cannot be read ({finish}).")
        : null;

    private static UpstreamFailure Cut() => new(FailureKind.Cut, 502, "The upstream broke the stream off before any content.");

    private static async Task<byte[]> ReadAtMostAsync(HttpResponseMessage message, CancellationToken silence)
    {
        await using var stream = await message.Content.ReadAsStreamAsync(silence);
        using var copy = new MemoryStream();
        byte[] piece = new byte[8192];
        int read;
        while (copy.Length < LargestRefusal && (read = await stream.ReadAsync(piece, silence)) > 0)
        {
            copy.Write(piece, 0, read);
        }

        return copy.ToArray();
    }

    private static string Shorten(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600))).Trim();
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    private static byte? FirstOf(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t\r\n"u8) is [var first, ..] ? first : null;

    private static bool MayStream(UpstreamCall call) => call.Operation is Operation.Generate or Operation.Service;

    /// <summary>Sounds, pictures, subtitles: bytes that only their consumer can judge.</summary>
    private static bool IsOpaque(UpstreamCall call, string? type) => call.Operation == Operation.Service && type is not null && !Has(type, "json") && !Has(type, "event-stream");

    private static bool Has(string? type, string word) => type is not null && type.Contains(word, StringComparison.OrdinalIgnoreCase);
}
