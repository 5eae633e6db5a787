using System.Text.Json;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;

namespace CodeRouter.Core.Tests.Agents;

/// <summary>Recorded requests of real clients: one file per client, runs within.</summary>
internal static class Shapes
{
    public static IEnumerable<(string Client, string Run, int Number, Step Step, string Path, string Body)> All()
    {
        foreach (string file in Directory.EnumerateFiles(SharedData.Path("clients", "shapes"), "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var run in document.RootElement.GetProperty("runs").EnumerateObject())
            {
                foreach (var request in run.Value.EnumerateArray())
                {
                    if (request.GetProperty("body").ValueKind != JsonValueKind.Object)
                    {
                        continue;
                    }

                    string path = request.GetProperty("path").GetString()!;
                    string body = request.GetProperty("body").GetRawText();
                    var headers = request.GetProperty("headers").EnumerateArray().Select(h => (h[0].GetString()!, h[1].GetString()!)).ToArray();
                    var step = Requests.Read(Requests.FormatOf(path), body, path, headers);
                    yield return (Path.GetFileNameWithoutExtension(file), run.Name, request.GetProperty("n").GetInt32(), step, path, body);
                }
            }
        }
    }
}
