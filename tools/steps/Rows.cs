using System.Text;
using System.Text.Json;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Tools.Steps;

/// <summary>A labelled row and what was read of it.</summary>
internal sealed record Row(JsonElement Label, Classification Said)
{
    public string Text(string name) => Label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public bool Flag(string name) => Label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public int Number(string name) => Label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    public IReadOnlyList<string> List(string name) => Label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [];

    /// <summary>Steps of the conversation: as many as the row says (<c>conversation_steps</c>), else as many as it shows.</summary>
    public int Steps => Number("conversation_steps") is > 0 and var said ? said : 1 + (Label.TryGetProperty("recent_steps", out var recent) && recent.ValueKind == JsonValueKind.Array ? recent.GetArrayLength() : 0);

    public static List<Row> Read(string file)
    {
        var classifier = new StepClassifier(BuiltInDialects.Of);
        var rows = new List<Row>();
        foreach (string line in File.ReadLines(file))
        {
            if (line.Length > 0)
            {
                rows.Add(new Row(JsonDocument.Parse(line).RootElement.Clone(), classifier.Classify(Encoding.UTF8.GetBytes(line))));
            }
        }

        return rows;
    }
}
