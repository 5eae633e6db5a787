using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>From the bytes of a call that is no conversation to what metering and passing it on need.</summary>
public static class ServiceIntake
{
    /// <summary>
    /// Files are no text. The densest that are sent are compressed speech, about 3 KB and ten tokens a second: an upper bound that a
    /// reservation can live with.
    /// </summary>
    private const int FileBytesPerToken = 300;

    private static readonly BodyScan Nothing = new();

    /// <summary>The request of a form, and where the model's name stands in it.</summary>
    public static (RequestView? Request, Slice ModelAt, FormScan Form, GatewayFailure? Failure) ReadForm(ServiceRoute service, ReadOnlyMemory<byte> body, string? contentType, IRequestHeaders headers, string path)
    {
        if (FormScan.Read(body.Span, contentType ?? "") is not { } form)
        {
            return (null, default, default, new GatewayFailure(FailureCode.MalformedRequest, $"/v1{service.Path} takes a form: the body is not multipart/form-data closed by its boundary. Send it as a form with the file and the model as fields."));
        }

        if (form.Models > 1)
        {
            return (null, default, form, Invalid("The form names \"model\" more than once, and servers differ on which one counts. Name it once."));
        }

        string? model = form.Models == 0 ? service.DefaultModel : Encoding.UTF8.GetString(body.Span.Slice(form.Model.Start, form.Model.Length));
        return string.IsNullOrWhiteSpace(model)
            ? (null, default, form, Invalid("The form has no field \"model\". Name one of GET /v1/models."))
            : (new RequestView(WireFormat.OpenAIChat, body, Nothing, headers, path, model, form.Stream), form.Model, form, null);
    }

    /// <summary>Who and how large; it is no step of an agent.</summary>
    public static Step Step(ServiceRoute service, RequestView request, FormScan form)
    {
        var step = StepRecords.Plain(request, request.Headers);
        return step with
        {
            InputTokens = form != default ? (int)Math.Min(int.MaxValue, (form.TextBytes / 4) + (form.FileBytes / FileBytesPerToken)) : step.InputTokens,
            MaxOutput = service.WritesNothing ? 0 : service.IsText ? new JsonSpan(request.Find("max_tokens"u8)).Int() : null,
        };
    }

    private static GatewayFailure Invalid(string message) => new(FailureCode.InvalidValue, message);
}
