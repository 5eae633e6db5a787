using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>Requests for tests: a body and headers, read as the gateway reads them.</summary>
internal static class Requests
{
    public static RequestView View(WireFormat format, string body, string path, params (string Name, string Value)[] headers) =>
        View(format, Encoding.UTF8.GetBytes(body), path, headers);

    public static RequestView View(WireFormat format, byte[] body, string path, params (string Name, string Value)[] headers) =>
        new(format, body, JsonScanner.Scan(body), new HeaderTable(headers), path, "coding-auto", stream: true);

    public static Step Read(WireFormat format, string body, string path, params (string Name, string Value)[] headers)
    {
        var view = View(format, body, path, headers);
        var dialect = BuiltInDialects.Of(format);
        var knobs = dialect.ReadKnobs(view);
        return StepReader.Read(view, dialect, knobs.MaxOutput, knobs.Needs);
    }

    public static WireFormat FormatOf(string path) =>
        path.EndsWith("/chat/completions", StringComparison.Ordinal) ? WireFormat.OpenAIChat
        : path.Contains("/responses", StringComparison.Ordinal) ? WireFormat.OpenAIResponses
        : path.Contains("/messages", StringComparison.Ordinal) ? WireFormat.AnthropicMessages
        : WireFormat.Gemini;

    private sealed class HeaderTable((string Name, string Value)[] headers) : IRequestHeaders
    {
        public string? this[string name]
        {
            get
            {
                foreach (var (header, value) in headers)
                {
                    if (header.Equals(name, StringComparison.OrdinalIgnoreCase))
                    {
                        return value;
                    }
                }

                return null;
            }
        }
    }
}
