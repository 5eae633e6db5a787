using System.Text.Json;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>The phase → model table that serves as a prior, each name beside what has taken its place.</summary>
internal static class PhaseTable
{
    /// <summary><c>"phase_table":[{"name","successor"}]</c>, best first; the successor is null where the name is still current.</summary>
    public static void Write(Utf8JsonWriter json, Phase phase)
    {
        json.WriteStartArray("phase_table"u8);
        if (PhasePreference.Table.TryGetValue(phase, out var names))
        {
            foreach (var (name, successor) in names)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, name);
                json.WriteString("successor"u8, successor);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
