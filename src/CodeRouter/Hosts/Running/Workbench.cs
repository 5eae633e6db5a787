namespace CodeRouter.Hosts.Running;

/// <summary>
/// A private copy of a repository to try things in. It borrows the repository's objects and has its own everything else, so that commits,
/// branches, stashes and files of a failed attempt, or of one that was killed, are never in the repository itself. What has stood the check
/// is carried over as plain changes of the work tree.
/// </summary>
public sealed class Workbench : IAsyncDisposable
{
    /// <summary>Installed dependencies, which git does not carry and a test run cannot do without: lent, not copied.</summary>
    private static readonly string[] Lent = ["node_modules", ".venv", "venv", "vendor"];

    private readonly GitCommand _theirs;
    private readonly GitCommand _ours;
    private readonly DirectoryInfo _place;
    private readonly string _gitFolder;

    private Workbench(GitCommand theirs, DirectoryInfo place, string prefix)
    {
        _theirs = theirs;
        _place = place;
        Root = Path.Combine(place.FullName, "work");
        Folder = Path.Combine(Root, prefix);
        _gitFolder = Path.Combine(place.FullName, "git");
        _ours = new GitCommand(Root, _gitFolder);
    }

    /// <summary>Its work tree.</summary>
    public string Root { get; }

    /// <summary>The folder in it that stands for the one the run was started in.</summary>
    public string Folder { get; }

    /// <summary>Tree of what is settled: the last state that may stay.</summary>
    public string Settled { get; private set; } = "";

    /// <param name="root">The repository's work tree.</param>
    /// <param name="prefix">The folder within it that the run is about; empty for the root.</param>
    /// <exception cref="GitException">The repository could not be copied.</exception>
    public static async Task<Workbench> OpenAsync(string root, string prefix, CancellationToken cancellationToken)
    {
        var place = Directory.CreateTempSubdirectory(KilledRuns.Prefix);
        KilledRuns.Own(place);
        var bench = new Workbench(new GitCommand(root), place, prefix);
        try
        {
            await new GitCommand(place.FullName).AskAsync(
                cancellationToken, "clone", "--quiet", "--shared", "--no-tags", "--separate-git-dir=" + bench._gitFolder, "--", root, bench.Root).ConfigureAwait(false);

            // Nothing can be pushed from here.
            await bench._ours.AskAsync(cancellationToken, "remote", "remove", "origin").ConfigureAwait(false);
            string head = await bench._theirs.AskAsync(cancellationToken, "rev-parse", "HEAD").ConfigureAwait(false);
            await bench._ours.AskAsync(cancellationToken, "checkout", "--quiet", "--detach", head).ConfigureAwait(false);
            await bench.AdoptAsync(cancellationToken).ConfigureAwait(false);
            bench.Settled = await bench._ours.AskAsync(cancellationToken, "rev-parse", "HEAD^{tree}").ConfigureAwait(false);
            Directory.CreateDirectory(bench.Folder);
            bench.Lend();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Tree of the work as it stands now.</summary>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken)
    {
        await MendAsync(cancellationToken).ConfigureAwait(false);
        TakeBack();
        await _ours.AskAsync(cancellationToken, "add", "--all").ConfigureAwait(false);
        string tree = await _ours.AskAsync(cancellationToken, "write-tree").ConfigureAwait(false);
        Lend();
        return tree;
    }

    /// <summary>Back to what is settled, with nothing of what was tried since.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await MendAsync(cancellationToken).ConfigureAwait(false);
        TakeBack();
        await _ours.AskAsync(cancellationToken, "read-tree", "-u", "--reset", Settled).ConfigureAwait(false);
        await _ours.AskAsync(cancellationToken, "clean", "-ffdxq").ConfigureAwait(false);
        Directory.CreateDirectory(Folder);
        Lend();
    }

    /// <summary>Makes a tree the settled one and carries its changes over. Null when that went well, else the file that holds them.</summary>
    public async Task<string?> LandAsync(string tree, CancellationToken cancellationToken)
    {
        string patch = Path.Combine(_place.FullName, "changes.patch");
        await _ours.AskAsync(cancellationToken, "diff", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-renames", "--output=" + patch, Settled, tree).ConfigureAwait(false);
        Settled = tree;
        if (new FileInfo(patch) is { Exists: true, Length: 0 })
        {
            return null;
        }

        // Once begun it is finished: half of a change is worse than either.
        var (code, _) = await _theirs.TryAsync(CancellationToken.None, "apply", "--whitespace=nowarn", patch).ConfigureAwait(false);
        if (code == 0)
        {
            return null;
        }

        string kept = Path.Combine(Path.GetTempPath(), _place.Name + ".patch");
        File.Copy(patch, kept, overwrite: true);
        return kept;
    }

    /// <summary>All that differs between two trees, as a patch a person reads.</summary>
    public Task<string> DiffAsync(string from, string to, CancellationToken cancellationToken) =>
        _ours.AskAsync(cancellationToken, "diff", "--no-color", "--no-ext-diff", from, to);

    public ValueTask DisposeAsync()
    {
        try
        {
            TakeBack();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that stays goes with its folder; what it points at does not.
        }

        // What is left lies in the system's folder for such things; the next run tries again.
        _ = KilledRuns.Delete(_place);
        return ValueTask.CompletedTask;
    }

    // Who commits, how lines end, and what is ignored are the repository's own settings.
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (string name in (string[])["user.name", "user.email", "core.autocrlf", "core.eol", "core.filemode", "core.symlinks"])
        {
            var (code, value) = await _theirs.TryAsync(cancellationToken, "config", "--get", name).ConfigureAwait(false);
            if (code == 0)
            {
                await _ours.AskAsync(cancellationToken, "config", name, value).ConfigureAwait(false);
            }
        }

        string common = await _theirs.AskAsync(cancellationToken, "rev-parse", "--path-format=absolute", "--git-common-dir").ConfigureAwait(false);
        string ignored = Path.Combine(common, "info", "exclude"), info = Path.Combine(_gitFolder, "info");
        Directory.CreateDirectory(info);

        // Aider keeps its notes beside the work.
        await File.WriteAllTextAsync(Path.Combine(info, "exclude"), (File.Exists(ignored) ? await File.ReadAllTextAsync(ignored, cancellationToken).ConfigureAwait(false) + "\n" : "") + ".aider*\n", cancellationToken).ConfigureAwait(false);
    }

    // An agent may have thrown away the pointer to the repository.
    private async Task MendAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        string pointer = Path.Combine(Root, ".git"), text = $"gitdir: {_gitFolder}\n";
        if (!File.Exists(pointer) || await File.ReadAllTextAsync(pointer, cancellationToken).ConfigureAwait(false) != text)
        {
            if (Directory.Exists(pointer))
            {
                Directory.Delete(pointer, recursive: true);
            }

            await File.WriteAllTextAsync(pointer, text, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Lend()
    {
        foreach (string name in Lent)
        {
            string theirs = Path.Combine(_theirs.Folder, name), ours = Path.Combine(Root, name);
            if (Directory.Exists(theirs) && !Path.Exists(ours))
            {
                Directory.CreateSymbolicLink(ours, theirs);
            }
        }
    }

    private void TakeBack()
    {
        foreach (string name in Lent)
        {
            if (new DirectoryInfo(Path.Combine(Root, name)) is { LinkTarget: { } target } link && target == Path.Combine(_theirs.Folder, name))
            {
                link.Delete();
            }
        }
    }
}
