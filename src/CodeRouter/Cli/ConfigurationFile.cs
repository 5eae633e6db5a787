using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;

namespace CodeRouter.Cli;

/// <summary>Reads and compiles a configuration file; every problem goes to standard error, all at once.</summary>
public static class ConfigurationFile
{
    /// <summary>Null when it cannot be used; why was said.</summary>
    public static Settings? Load(string path, Catalog catalog) => LoadOrigin(path, catalog)?.Settings;

    /// <summary>The same with the text, for what reads it again.</summary>
    public static ConfigOrigin? LoadOrigin(string path, Catalog catalog)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{path} cannot be read: {e.Message.TrimEnd('.')}. Name a readable file with --config, or leave it out to use what this machine has.");
            return null;
        }

        var compiled = SettingsCompiler.Compile(text, Environment.GetEnvironmentVariable, catalog);
        ProblemLines.Write(Console.Error, path, compiled.Problems);
        return compiled.Settings is { } settings ? new ConfigOrigin(text, settings, catalog) : null;
    }
}

/// <summary>Configuration problems as lines a person and an editor can read: file:line, severity, key, what, remedy.</summary>
public static class ProblemLines
{
    public static string Text(string path, IEnumerable<ConfigProblem> problems)
    {
        using var text = new StringWriter();
        Write(text, path, problems);
        return text.ToString();
    }

    public static void Write(TextWriter to, string path, IEnumerable<ConfigProblem> problems)
    {
        foreach (var problem in problems.OrderBy(p => p.Line))
        {
            to.WriteLine(ProblemReport.Line(problem, path));
        }
    }
}
