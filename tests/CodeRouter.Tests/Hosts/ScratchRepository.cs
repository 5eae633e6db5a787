using System.Diagnostics;

namespace CodeRouter.Tests.Hosts;

/// <summary>A git repository with a sum that comes out wrong and a shell script that says so.</summary>
internal sealed class ScratchRepository : IDisposable
{
    public const string Check = "sh test.sh";
    private readonly DirectoryInfo _folder;

    /// <param name="name">What its folder's name ends with.</param>
    public ScratchRepository(string name = "")
    {
        _folder = Directory.CreateTempSubdirectory("cr-repo-" + name);
        Write("sum.sh", "echo $(($1 - $2))\n");
        Write("test.sh", "[ \"$(sh sum.sh 3 4)\" = 7 ] && echo '1 passed' || { echo '1 failed: 3 + 4 gave' $(sh sum.sh 3 4); exit 1; }\n");
        Write(".gitignore", "cache/\n");
        Git("init", "-q", "-b", "main");
        Git("config", "user.name", "t");
        Git("config", "user.email", "t@example.invalid");
        Git("add", "-A");
        Git("commit", "-qm", "start");
    }

    public string Folder => _folder.FullName;

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Everything a failed attempt could leave: changed and unknown files, branches, stashes, work trees.</summary>
    public string Traces() => Git("status", "--porcelain", "--ignored") + Git("branch", "--list") + Git("stash", "list") + Git("worktree", "list");

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var git = Process.Start(start)!;
        string said = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return said;
    }

    public void Dispose()
    {
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal;
        }

        _folder.Delete(recursive: true);
    }
}
