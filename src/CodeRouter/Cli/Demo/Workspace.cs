using System.Globalization;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// The repository in memory. What a command prints follows from what the files hold by then, so a right edit turns the
/// tests green and a wrong one does not, whichever model wrote it.
/// </summary>
internal sealed class Workspace
{
    private readonly Dictionary<string, string> _files = RepositoryFiles.AtStart();

    public string this[string path] => _files[path];

    /// <summary>The root cause is repaired: a started half kilogram counts in full.</summary>
    public bool BugIsFixed => _files[RepositoryFiles.Models].Contains("ROUND_CEILING", StringComparison.Ordinal);

    public bool HasSurcharges => _files.ContainsKey(RepositoryFiles.Surcharges);

    /// <summary>Failing tests of the whole suite right now.</summary>
    public int Failing => HasSurcharges && !BugIsFixed ? 2 : 0;

    public bool Holds(string path) => _files.ContainsKey(path);

    public VerbResult Do(Verb verb) => verb switch
    {
        Verb.Read(var path) => _files.TryGetValue(path, out string? text) ? new(true, 0, text) : new(false, 1, $"cat: {path}: No such file or directory"),
        Verb.Write(var path, var content) => Put(path, content),
        Verb.Edit(var path, var old, var @new) => _files.TryGetValue(path, out string? text) && text.Contains(old, StringComparison.Ordinal)
            ? Put(path, text.Replace(old, @new, StringComparison.Ordinal))
            : new(false, 1, path),
        Verb.Run(var command, _) => Run(command),
        Verb.PresentPlan => new(true, 0, "User has approved your plan. You can now start coding."),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    private VerbResult Put(string path, string content)
    {
        _files[path] = content;
        return new(true, 0, path);
    }

    private VerbResult Run(string command)
    {
        if (command.Contains("pytest", StringComparison.Ordinal))
        {
            return command.Contains(RepositoryFiles.DimsTests, StringComparison.Ordinal) ? TestOutput.Dims(Holds(RepositoryFiles.DimsTests)) : TestOutput.All(this);
        }

        if (command.Contains("ruff", StringComparison.Ordinal))
        {
            return new(true, 0, "All checks passed!");
        }

        return command.Contains("curl", StringComparison.Ordinal)
            ? new(true, 0, "{\"total\": \"13.80\", \"currency\": \"EUR\"}")
            : new(true, 0, string.Create(CultureInfo.InvariantCulture, $"{_files.Count} files"));
    }
}
