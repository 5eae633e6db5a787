using CodeRouter.Config.Stored;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Config.Stored;

public sealed class SecretBoxTests
{
    [Fact]
    public void What_is_sealed_opens_at_its_place_with_its_key_and_nowhere_else()
    {
        using var folder = new TemporaryFolder();
        var box = new SecretBox("master", folder.Path);
        string text = box.Seal("sk-1", "channels/a/access_key");

        Assert.True(SecretBox.IsSealed(text));
        Assert.DoesNotContain("sk-1", text, StringComparison.Ordinal);
        Assert.NotEqual(text, box.Seal("sk-1", "channels/a/access_key"));
        Assert.Equal("sk-1", new SecretBox("master", folder.Path).Open(text, "channels/a/access_key"));
        Assert.Null(box.Open(text, "channels/b/access_key"));
        Assert.Null(new SecretBox("other", folder.Path).Open(text, "channels/a/access_key"));
        byte[] bytes = Convert.FromBase64String(text["sealed:v1:".Length..]);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.Null(box.Open("sealed:v1:" + Convert.ToBase64String(bytes), "channels/a/access_key"));
            bytes[i] ^= 1;
        }

        Assert.Null(box.Open(text[..^8], "channels/a/access_key"));
        Assert.Null(box.Open("sealed:v1:", "channels/a/access_key"));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Without_a_master_key_one_is_made_once_in_the_data_folder_for_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        string text = new SecretBox(null, folder.Path).Seal("sk-1", "p");

        Assert.Equal("sk-1", new SecretBox(null, folder.Path).Open(text, "p"));
        string file = Path.Combine(folder.Path, SecretBox.FileName);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void Gateways_that_need_the_first_key_at_the_same_time_agree_on_one()
    {
        for (int round = 0; round < 50; round++)
        {
            using var folder = new TemporaryFolder();
            string[] texts = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => new SecretBox(null, folder.Path).Seal("sk-1", "p"))];

            Assert.All(texts, text => Assert.Equal("sk-1", new SecretBox(null, folder.Path).Open(text, "p")));
            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void An_empty_key_file_seals_nothing_and_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(SecretBox.FileName), "\n");

        var refused = Assert.Throws<IOException>(() => new SecretBox(null, folder.Path).Seal("sk-1", "p"));
        Assert.Contains("Put the key back", refused.Message, StringComparison.Ordinal);
    }
}
