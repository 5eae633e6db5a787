using System.Diagnostics;
using CodeRouter.CodeGraph;
using CodeRouter.Core.Impact;

namespace CodeRouter.Tests.CodeGraph;

/// <summary>A repository made of what a test writes into it, with a data folder beside it.</summary>
internal sealed class SourceFolder : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("coderouter-graph-").FullName;

    public SourceFolder(params ReadOnlySpan<(string Path, string Text)> files)
    {
        Directory.CreateDirectory(Root);
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }
    }

    public string Root => Path.Combine(top, "repo");

    public string Data => Path.Combine(top, "data");

    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public CodeBook Open() => CodeBook.Open(Root, Data);

    public (CodeBook Book, IndexReport Report) Index()
    {
        var book = Open();
        return (book, book.Update());
    }

    public FileReading Read(string path) => Index().Book.Read().Single(f => f.Path == path);

    public void Git(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        string said = git.StandardError.ReadToEnd() + git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    public void Dispose() => Directory.Delete(top, recursive: true);

    /// <summary>Every edge of a map as "user uses file as name", sorted: what two ways of making it must agree on.</summary>
    public static string[] Edges(CodeMap map) =>
    [
        .. map.Files.Where(f => !f.IsGone).SelectMany(f => f.Uses.Select(u => $"{f.Path} uses {map.Files[Use.High(u)].Path} as {map.Names.Text(Use.Low(u))}")).Order(StringComparer.Ordinal),
        .. map.Files.Where(f => !f.IsGone).SelectMany(f => f.UsedAs.Select(u => $"{f.Path} used by {map.Files[Use.Low(u)].Path} as {map.Names.Text(Use.High(u))}")).Order(StringComparer.Ordinal),
        .. map.Files.Where(f => !f.IsGone).SelectMany(f => f.Definitions.Select(d => $"{f.Path}:{d.Line} {d.Kind} {map.Names.Text(d.Name)}")).Order(StringComparer.Ordinal),
    ];
}
