using CodeRouter.Hosts.Running;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>The built-in loop finds what is there, however many files a repository has.</summary>
public sealed class LargeRepositoriesAreSearched
{
    [Fact]
    public async Task A_match_is_found_in_the_first_file_of_a_list_longer_than_a_megabyte()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var repository = new ScratchRepository();
        repository.Write("aaa.txt", "the needle is here\n");
        string folder = Path.Combine(repository.Folder, new string('f', 200), new string('g', 200));
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 2600; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{i}.txt"), "hay\n", cancel);
        }

        var git = new GitCommand(repository.Folder);
        Assert.True((await git.AskAsync(cancel, "ls-files", "--others", "--exclude-standard")).Length > 1 << 20);
        var tools = new RepositoryTools(repository.Folder, mayChange: false, static (_, _) => Task.FromResult(false), git, TimeSpan.FromMinutes(1));
        string found = await tools.CallAsync("search", """{"pattern":"needle"}""", static _ => { }, cancel);
        Assert.Equal("aaa.txt:1: the needle is here\n", found);
    }
}
