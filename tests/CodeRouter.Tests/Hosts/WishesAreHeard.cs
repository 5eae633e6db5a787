using CodeRouter.Config;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Hosts.Preferences;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>Files of the user and of the repository say what plans and runs should be like; the nearer one has the last word.</summary>
public sealed class WishesAreHeard : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cr-wishes-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void The_repository_wins_over_the_user_key_by_key_in_either_format()
    {
        Write(".coderouter.toml", "host = \"codex\"\nbudget_usd = 2\nverify = 'make \"all\"'\n[models]\ndeep_reasoning = \"mine\"\n");
        Write("repo/.git/HEAD", "");
        Write("repo/.coderouter.yaml", "host: aider\nclasses:\n  documentation: fast\n");
        var found = Find("repo/deep/below");
        Assert.Null(found.Problem);
        Assert.Equal(("aider", 2m, "make \"all\""), (found.Preferences.Host, found.Preferences.BudgetUsd!.Value, found.Preferences.Verify));
        var plan = new WorkPlanner(ShippedCatalog.Load(), null, found.Preferences).Plan("Plan this feature, implement it, add tests, and write docs", found.Preferences.Choose(KnownHosts.Find("none")!));
        Assert.Equal(["deep_reasoning", "coding", "coding", "fast"], plan.Tasks.Select(static t => t.Class.Name()));
        Assert.Equal("mine", plan.Tasks[0].Model);
    }

    [Fact]
    public void The_keys_of_the_neighbouring_tool_are_read_where_they_stand()
    {
        Write("repo/.git/HEAD", "");
        Write("repo/.routesmith.toml", "[routesmith]\nrouting_preference = \"cost\"\nallow_model_switch = false\nshow_metrics = true\n[routesmith.policy_overrides]\ntesting = \"fast\"\n");
        var found = Find("repo");
        Assert.Empty(found.Warnings);
        var plan = new WorkPlanner(ShippedCatalog.Load(), null, found.Preferences).Plan("Plan this feature, implement it, add tests, and write docs", KnownHosts.Find("claude_code")!);
        Assert.Equal(["balanced", "balanced", "fast", "fast"], plan.Tasks.Select(static t => t.Class.Name()));
        Assert.Equal("prompt_strategy", plan.Switching);
    }

    [Theory]
    [InlineData("host = \"emacs\"", "host is emacs; use one of")]
    [InlineData("preference = \"fast\"", "use balanced, cost or quality")]
    [InlineData("host = \"codex", "cannot be used")]
    [InlineData("[models]\nbest = \"x\"", "no class of model")]
    public void What_cannot_be_used_is_said_with_the_file_and_the_remedy(string text, string word)
    {
        Write("repo/.coderouter.toml", text + "\n");
        string? problem = Find("repo").Problem;
        Assert.Contains(word, problem, StringComparison.Ordinal);
        Assert.Contains(".coderouter.toml", problem, StringComparison.Ordinal);
        Assert.EndsWith("Repair it, or move it away.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_said_and_changes_nothing()
    {
        Write("repo/.coderouter.toml", "colour = \"red\"\n");
        Assert.Contains("colour", Assert.Single(Find("repo").Warnings), StringComparison.Ordinal);
    }

    private FoundPreferences Find(string folder) => PreferenceFiles.Find(new Surroundings(static _ => null, [], _home.FullName, Directory.CreateDirectory(Path.Combine(_home.FullName, folder)).FullName));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_home.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
