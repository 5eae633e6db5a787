namespace CodeRouter.Upstreams.Simulated;

/// <summary>Sends a stream event by event, one flush each, at the model's pace and with its script's mishaps.</summary>
internal sealed class StreamPlayer(HttpContext http, SimulatedReply reply, IVendorVoice voice, Pace pace)
{
    private static readonly byte[] Garbage = "data: {\"choices\":[{\"delta\":{\"content\":\"half an ev\n\n"u8.ToArray();
    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();

    private readonly ScriptAct _act = reply.Call.Script.Act;
    private readonly bool _list = reply.Call.AsList;
    private bool _first = true;

    public async Task PlayAsync()
    {
        http.Response.ContentType = _list ? "application/json; charset=UTF-8" : "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        var blow = Interruption.Of(_act);
        int contents = 0;
        await pace.FirstByteAsync(http.RequestAborted);
        foreach (var part in voice.Stream(reply))
        {
            bool due = part.Part != StreamPart.Opening && (blow?.Early == true || contents >= Interruption.ContentBefore || part.Part == StreamPart.Closing);
            if (blow is not null && due)
            {
                if (!await StrikeAsync(blow.Blow))
                {
                    return;
                }

                blow = null;
            }

            await SendAsync(part.Bytes);
            if (part.Part == StreamPart.Content)
            {
                contents++;
                await pace.BetweenAsync(http.RequestAborted);
            }
        }

        if (_list)
        {
            await http.Response.Body.WriteAsync("]"u8.ToArray(), http.RequestAborted);
        }
    }

    /// <summary>True where the stream goes on behind the blow.</summary>
    private async Task<bool> StrikeAsync(Blow blow)
    {
        switch (blow)
        {
            case Blow.Garbage:
                await SendAsync(Garbage);
                return true;
            case Blow.Error:
                await SendAsync(voice.ErrorEvent(reply.RequestId));
                return false;
            case Blow.Silence:
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Wire.Silence(http);
                return false;
            case Blow.Reset:
                await http.Response.Body.FlushAsync(http.RequestAborted);
                // What was flushed must have left the socket before a reset throws it away.
                await Task.Delay(120, http.RequestAborted);
                Wire.Reset(http);
                return false;
            default:
                return false;
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        if (_list)
        {
            // "data: {...}\n\n" becomes an element of one long list.
            bytes = [(byte)(_first ? '[' : ','), .. bytes.AsSpan(6, bytes.Length - 8), (byte)'\n'];
        }
        else if (_act == ScriptAct.Comments)
        {
            bytes = [.. Comment, .. bytes];
        }
        else if (_act == ScriptAct.Crlf)
        {
            bytes = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes).Replace("\n", "\r\n", StringComparison.Ordinal));
        }
        else if (_act == ScriptAct.Padding && bytes[^3] == '}')
        {
            bytes = [.. bytes.AsSpan(0, bytes.Length - 2), .. "        \n\n"u8];
        }

        _first = false;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
