using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// One coding agent as a gateway sees it: its headers, its system prompt, its tools, its way to spell calls and results,
/// and a history that is sent again with every request.
/// </summary>
internal abstract class AgentClient
{
    /// <summary>As the gateway names it: claude_code, codex …</summary>
    public abstract string Name { get; }

    public abstract WireFormat Format { get; }

    protected JsonArray History { get; private set; } = [];

    /// <summary>The human speaks. <paramref name="attachments"/> are files named with an @ sign.</summary>
    public abstract void Human(string text, bool planMode, IReadOnlyList<(string Path, string Text)> attachments);

    /// <summary>What the model said goes into the history.</summary>
    public abstract void Keep(AgentAnswer answer);

    /// <summary>What the tool returned goes into the history.</summary>
    public abstract void Result(ToolUse use, Verb verb, VerbResult result);

    /// <summary>The next step of the task.</summary>
    public abstract HttpRequestMessage Step(string model);

    public virtual HttpRequestMessage Title(string model, string about) => throw new NotSupportedException(Name + " asks for no title here");

    public virtual HttpRequestMessage Compaction(string model) => throw new NotSupportedException(Name + " is not compacted here");

    /// <summary>The folded history takes the place of the long one.</summary>
    public virtual void Compacted(AgentAnswer summary) => History = [];

    /// <summary>How this agent's model would call a tool for it.</summary>
    public abstract SimulatedToolCall Spell(Verb verb);

    public abstract Task<AgentAnswer> ReadAsync(Stream events, CancellationToken cancel);

    /// <summary>A call back into what it means.</summary>
    public virtual Verb Understand(ToolUse use)
    {
        var args = JsonNode.Parse(use.Arguments)!.AsObject();
        string? Text(params string[] names) => names.Select(name => args[name]?.GetValue<string>()).FirstOrDefault(value => value is not null);
        string? path = Text("file_path", "filePath", "path") is { } named ? Relative(named) : null;
        return Text("command", "cmd") is { } command ? new Verb.Run(command, Text("description") ?? "")
            : Text("old_string", "oldString") is { } old ? new Verb.Edit(path!, old, Text("new_string", "newString") ?? "")
            : Text("plan") is { } plan ? new Verb.PresentPlan(plan)
            : Text("content") is { } content ? new Verb.Write(path!, content)
            : new Verb.Read(path!);
    }

    protected static string Absolute(string path) => RepositoryFiles.Root + "/" + path;

    protected static string Relative(string path) => path.StartsWith(RepositoryFiles.Root, StringComparison.Ordinal) ? path[(RepositoryFiles.Root.Length + 1)..] : path;

    protected static JsonArray Copy(JsonArray list) => (JsonArray)list.DeepClone();

    protected static string Numbered(string text, string format) =>
        string.Join('\n', text.Split('\n').Select((line, i) => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i + 1, line)));

    protected static HttpRequestMessage Post(string path, JsonNode body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>A JSON schema of string members, all required.</summary>
    protected static JsonObject Schema(params string[] members)
    {
        var properties = new JsonObject();
        foreach (string member in members)
        {
            properties[member] = new JsonObject { ["type"] = "string" };
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray([.. members.Select(m => (JsonNode)m)]) };
    }
}
