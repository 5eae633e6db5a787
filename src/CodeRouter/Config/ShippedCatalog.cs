using System.Reflection;
using System.Text.Json;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>The catalog that came with the program, and a newer one from the data folder where there is one.</summary>
public static class ShippedCatalog
{
    /// <summary>The name of an updated catalog in the data folder.</summary>
    public const string UpdatedFile = "models.json";

    /// <summary>The shipped catalog alone.</summary>
    public static Catalog Load() => Catalog.Read(Resource("models"), Resource("scores"), Resource("providers"));

    /// <summary>
    /// The catalog in force: the data folder's, when it is as new as the shipped one. A broken one is passed over;
    /// <paramref name="problem"/> then says so.
    /// </summary>
    public static Catalog Load(string dataFolder, out string? problem)
    {
        problem = null;
        var path = Path.Combine(dataFolder, UpdatedFile);
        var shipped = Load();
        if (!File.Exists(path))
        {
            return shipped;
        }

        try
        {
            var updated = Catalog.Read(File.ReadAllBytes(path), Resource("scores"), Resource("providers"));
            return updated.Count > 0 && (updated.Date ?? DateOnly.MinValue) >= (shipped.Date ?? DateOnly.MinValue) ? updated : shipped;
        }
        catch (Exception broken) when (broken is JsonException or FormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            problem = $"{path} cannot be read ({(broken is JsonException json ? $"line {(json.LineNumber ?? 0) + 1} is no JSON" : broken.Message.TrimEnd('.'))}); the shipped catalog is used. Run 'coderouter catalog update FILE' to write it anew";
            return shipped;
        }
    }

    /// <summary>The bytes of one of the shipped files: models, scores or providers.</summary>
    public static ReadOnlyMemory<byte> Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"catalog.{name}.json")
            ?? throw new InvalidOperationException($"the program was built without catalog/{name}.json");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
