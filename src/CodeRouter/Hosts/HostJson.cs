using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CodeRouter.Hosts;

/// <summary>The JSON of a host, wherever it is asked for.</summary>
public static class HostJson
{
    public static IEnumerable<(string Name, bool Can)> Capabilities(HostCapabilities can) =>
    [
        ("dynamic_switch", can.DynamicSwitch), ("subagent_model", can.SubagentModel), ("prompt_files", can.PromptFiles), ("repo_instructions", can.RepoInstructions),
        ("settings", can.Settings), ("environment", can.Environment), ("context_management", can.ContextManagement),
    ];

    public static string Detected(DetectedHost detected, string address, string key) => Write(json =>
    {
        json.WriteString("host", detected.Host.Id);
        json.WriteNumber("confidence", detected.Confidence);
        Texts(json, "marks", detected.Marks);
        WriteCapabilities(json, detected.Host);
        json.WriteString("session", detected.Session);
        Texts(json, "setup", HostSetups.LinesFor(detected.Host.Id, address, key));
    });

    /// <summary>What one host can do, and its models by capability class.</summary>
    public static string Of(HostFacts host) => Write(json =>
    {
        json.WriteString("host", host.Id);
        json.WriteString("name", host.Name);
        WriteCapabilities(json, host);
        json.WriteString("switching", host.Capabilities.DynamicSwitch ? "model_switch" : "prompt_strategy");
        json.WriteString("switch_with", host.SwitchWith);
        json.WriteStartObject("models");
        json.WriteString("deep_reasoning", host.Models.DeepReasoning);
        json.WriteString("coding", host.Models.Coding);
        json.WriteString("balanced", host.Models.Balanced);
        json.WriteString("fast", host.Models.Fast);
        json.WriteEndObject();
    });

    private static void WriteCapabilities(Utf8JsonWriter json, HostFacts host)
    {
        json.WriteStartObject("capabilities");
        foreach (var (name, can) in Capabilities(host.Capabilities))
        {
            json.WriteBoolean(name, can);
        }

        json.WriteEndObject();
    }

    internal static void Texts(Utf8JsonWriter json, string member, IEnumerable<string> texts)
    {
        json.WriteStartArray(member);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    internal static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
