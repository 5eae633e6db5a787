using CodeRouter.Core.Models;

namespace CodeRouter.Config.Stored;

/// <summary>Where a configuration comes from, besides the store: a file's text, or settings found or made by the program itself.</summary>
/// <param name="Text">The file as written; null where there is none.</param>
/// <param name="Settings">What it compiles to, or what was found.</param>
/// <param name="Finish">What the command line changes of it.</param>
public sealed record ConfigOrigin(string? Text, Settings Settings, Catalog Catalog, Func<Settings, Settings>? Finish = null)
{
    /// <summary>Settings made by the program, nothing else known.</summary>
    public static ConfigOrigin Of(Settings settings) => new(null, settings, Catalog.Empty);
}
