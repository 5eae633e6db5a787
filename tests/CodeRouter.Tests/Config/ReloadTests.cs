using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class ReloadTests
{
    private const string Good = "name: one";

    [Fact]
    public void New_settings_replace_the_old_whole_and_count()
    {
        var holder = new SettingsHolder(ConfigFiles.Load(Good));
        var before = holder.Current;
        (string Old, string New)? seen = null;
        holder.Changed += (old, next) => seen = (old.Name, next.Name);

        holder.Replace(ConfigFiles.Load("name: two"));

        Assert.Equal(("one", "two"), seen);
        Assert.Equal(("two", 2), (holder.Current.Name, holder.Generation));
        Assert.Equal(("one", 1), (before.Name, before.Generation));
    }

    [Fact]
    public void Generations_count_every_swap_even_from_many_threads()
    {
        var holder = new SettingsHolder(ConfigFiles.Load(Good));
        var next = ConfigFiles.Load("name: two");

        Parallel.For(0, 200, _ => holder.Replace(next));

        Assert.Equal(201, holder.Generation);
    }

    [Fact]
    public async Task A_file_changed_while_the_program_was_starting_is_noticed()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-config-").FullName;
        var path = Path.Combine(folder, "coderouter.yaml");
        await File.WriteAllTextAsync(path, "name: two", TestContext.Current.CancellationToken);
        string? seen = null;
        using (new ConfigWatcher(path, Good, text => seen = text))
        {
            Assert.Equal("name: two", seen);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_file_is_noticed_however_it_was_saved(bool byRename)
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-config-").FullName;
        var path = Path.Combine(folder, "coderouter.yaml");
        await File.WriteAllTextAsync(path, Good, TestContext.Current.CancellationToken);
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var watcher = new ConfigWatcher(path, Good, text => seen.TrySetResult(text)))
        {
            if (byRename)
            {
                await File.WriteAllTextAsync(path + ".new", "name: two", TestContext.Current.CancellationToken);
                File.Move(path + ".new", path, overwrite: true);
            }
            else
            {
                await File.WriteAllTextAsync(path, "name: two", TestContext.Current.CancellationToken);
            }

            Assert.Equal("name: two", await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_changed_file_is_noticed_though_something_beside_it_is_written_all_the_time()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("coderouter-config-").FullName;
        var path = Path.Combine(folder, "coderouter.yaml");
        await File.WriteAllTextAsync(path, Good, cancel);
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var watcher = new ConfigWatcher(path, Good, text => seen.TrySetResult(text)))
        {
            await File.WriteAllTextAsync(path, "name: two", cancel);
            for (int line = 0; line < 600 && !seen.Task.IsCompleted; line++)
            {
                await File.AppendAllTextAsync(Path.Combine(folder, "gateway.log"), "a line\n", cancel);
                await Task.Delay(20, cancel);
            }

            Assert.True(seen.Task.IsCompleted);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_signal_reloads_even_an_unchanged_file()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, Good, TestContext.Current.CancellationToken);
        var calls = 0;
        using (var watcher = new ConfigWatcher(path, Good, _ => calls++))
        {
            watcher.Trigger();
        }

        File.Delete(path);
        Assert.Equal(1, calls);
    }
}
