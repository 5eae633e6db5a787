using System.Text.Json;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>A script that takes backups reads what became of them.</summary>
public sealed class BackupsAreTold
{
    [Fact]
    public async Task Backup_and_restore_say_in_JSON_which_file_is_where()
    {
        using var folder = new ServedFolder();
        string copy = Path.Combine(Path.GetDirectoryName(folder.Config)!, "copy.db");
        _ = await AskAsync("keys", "create", "one", "--data", folder.Data, "--json");
        var taken = await AskAsync("backup", copy, "--data", folder.Data, "--json");
        Assert.Equal((copy, new FileInfo(copy).Length), (taken.GetProperty("file").GetString(), taken.GetProperty("bytes").GetInt64()));

        string store = Path.Combine(folder.Data, "coderouter.db");
        var put = await AskAsync("restore", copy, "--data", folder.Data, "--json");
        Assert.Equal((store, copy, store + ".bak"), (put.GetProperty("store").GetString(), put.GetProperty("from").GetString(), put.GetProperty("kept").GetString()));

        string fresh = Path.Combine(folder.Data, "fresh");
        Assert.Equal(JsonValueKind.Null, (await AskAsync("restore", copy, "--data", fresh, "--json")).GetProperty("kept").ValueKind);
        Assert.Equal("one", (await AskAsync("keys", "list", "--data", fresh, "--json")).GetProperty("keys")[0].GetProperty("name").GetString());
    }

    private static async Task<JsonElement> AskAsync(params string[] line)
    {
        await using var program = RunningProgram.Start(line);
        Assert.Equal(0, await program.ExitAsync());
        using var told = JsonDocument.Parse(program.Output);
        return told.RootElement.Clone();
    }
}
