using System.Text;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Sends an answer that is not streamed, with its script's mishaps.</summary>
internal sealed class WholePlayer(HttpContext http, SimulatedReply reply, IVendorVoice voice, Pace pace, int pieces)
{
    public async Task PlayAsync()
    {
        await pace.WholeAsync(pieces, http.RequestAborted);
        var act = reply.Call.Script.Act;
        byte[] body = Frame.Json(voice.Whole(reply));
        http.Response.ContentType = "application/json";
        switch (Interruption.Of(act))
        {
            case { Blow: Blow.Error }:
                http.Response.StatusCode = 500;
                body = Frame.Json(voice.Error(new VendorRefusal(500, OpenAIErrors.Failed), reply.RequestId));
                break;
            case { Blow: Blow.Garbage }:
                body[^2] = (byte)'{';
                break;
            case { } blow:
                await http.Response.Body.WriteAsync(body.AsMemory(0, blow.Early ? 0 : body.Length / 2), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await EndAsync(blow.Blow);
                return;
        }

        if (act == ScriptAct.Padding)
        {
            // Some hosts keep the connection warm with blank lines until the model is done.
            body = [.. "\n\n         \n"u8, .. body, (byte)'\n'];
        }

        if (reply.Answer.FillerBytes == 0)
        {
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
            return;
        }

        await WriteFilledAsync(body);
    }

    private async Task EndAsync(Blow blow)
    {
        if (blow == Blow.Silence)
        {
            await Wire.Silence(http);
        }
        else if (blow == Blow.Reset)
        {
            await Task.Delay(20, http.RequestAborted);
            Wire.Reset(http);
        }
    }

    private async Task WriteFilledAsync(byte[] body)
    {
        int at = body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Filler.Mark));
        long filler = reply.Answer.FillerBytes;
        http.Response.ContentLength = body.Length - Filler.Mark.Length + filler;
        await http.Response.Body.WriteAsync(body.AsMemory(0, at), http.RequestAborted);
        byte[] block = Encoding.UTF8.GetBytes(Filler.Block);
        for (; filler > 0; filler -= block.Length)
        {
            await http.Response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(block.Length, filler)), http.RequestAborted);
        }

        await http.Response.Body.WriteAsync(body.AsMemory(at + Filler.Mark.Length), http.RequestAborted);
    }
}
