using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;

namespace CodeRouter.Cli;

/// <summary>Reads and compiles a configuration file; every problem goes to standard error, all at once.</summary>
public static class ConfigurationFile
{
    /// <summary>Names the file where no option does.</summary>
    public const string Variable = "CODEROUTER_CONFIG";

    /// <summary>How people call it.</summary>
    public const string Usual = "coderouter.yaml";

    /// <summary>The file an option names, else the one of the environment: serve and what is done beside it have to mean the same store.</summary>
    public static string? Named(string? option) => option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null);

    /// <summary>Null when it cannot be used; why was said.</summary>
    /// <param name="warns">Whether warnings are told too: who wants the store alone has nothing to do with models and rules.</param>
    public static Settings? Load(string path, Catalog catalog, bool warns = true) => LoadOrigin(path, catalog, warns)?.Settings;

    /// <summary>The same with the text, for what reads it again.</summary>
    public static ConfigOrigin? LoadOrigin(string path, Catalog catalog, bool warns = true)
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
        ProblemLines.Write(Console.Error, path, warns ? compiled.Problems : compiled.Errors);
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
