using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>Who asks for a store that is not there is told so: a folder that was mistyped does not become one.</summary>
public sealed class AskingMakesNothing
{
    [Theory]
    [InlineData("stats")]
    [InlineData("stats --json")]
    [InlineData("keys list")]
    [InlineData("keys revoke abc")]
    [InlineData("groups list")]
    [InlineData("groups remove abc")]
    [InlineData("backup OUT")]
    [InlineData("forget --user abc")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("replay --ledger")]
    [InlineData("migrate --to postgres --address Host=127.0.0.1;Port=1;Database=x;Username=x")]
    [InlineData("impact README.md")]
    public async Task A_folder_that_is_not_there_is_named_and_not_made(string line)
    {
        using var folder = new ServedFolder();
        string mistyped = Path.Combine(folder.Data, "mistyped"), written = Path.Combine(folder.Data, "written");
        await using var program = RunningProgram.Start([.. line.Split(' ').Select(word => word == "OUT" ? written : word), "--data", mistyped]);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains(mistyped, program.Errors, StringComparison.Ordinal);
        Assert.Contains("--data", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
        Assert.Equal("", program.Output);
        Assert.False(Directory.Exists(mistyped) || File.Exists(written));
    }

    [Theory]
    [InlineData("stats --json", "totals")]
    [InlineData("stats --format json --model m --since 7d", "totals")]
    [InlineData("keys list --json", "keys")]
    [InlineData("groups list --json", "groups")]
    public async Task Of_the_users_own_folder_there_is_nothing_yet_before_the_first_serve(string line, string member)
    {
        using var folder = new ServedFolder();
        await using var program = RunningProgram.Start(line.Split(' '), ("HOME", folder.Data), ("XDG_DATA_HOME", Path.Combine(folder.Data, "share")));
        Assert.Equal(0, await program.ExitAsync());
        using var told = System.Text.Json.JsonDocument.Parse(program.Output);
        var found = told.RootElement.GetProperty(member);
        Assert.Equal(0, found.ValueKind == System.Text.Json.JsonValueKind.Array ? found.GetArrayLength() : found.GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task The_doctor_says_what_serve_would_make_and_makes_none_of_it()
    {
        using var folder = new ServedFolder();
        string later = Path.Combine(folder.Data, "later"), file = Path.Combine(Path.GetDirectoryName(folder.Config)!, "report.zip");
        await using var doctor = RunningProgram.Start(["doctor", "--data", later, "--bundle", file]);
        await doctor.ExitAsync();
        Assert.Contains($"disk: {later}: not there yet, serve makes it", doctor.Output, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(later, "coderouter.db")}: not there yet, serve makes it", doctor.Output, StringComparison.Ordinal);
        await using var zip = await System.IO.Compression.ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        Assert.NotNull(zip.GetEntry("configuration.yaml"));
        Assert.False(Directory.Exists(later));
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("keys list")]
    [InlineData("keys create abc")]
    [InlineData("channels list")]
    [InlineData("replay --ledger")]
    [InlineData("pause")]
    [InlineData("backup OUT")]
    [InlineData("serve --listen 127.0.0.1:0")]
    public async Task A_store_that_is_none_is_said_in_words(string line)
    {
        using var folder = new ServedFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "coderouter.db"), new string('x', 9000), TestContext.Current.CancellationToken);
        await using var program = RunningProgram.Start([.. line.Split(' '), "--data", folder.Data]);
        Assert.NotEqual(0, await program.ExitAsync());
        string path = Path.Combine(folder.Data, "coderouter.db");
        Assert.EndsWith(
            $"{path}: SQLite: file is not a database (code 26). Put a backup in its place with coderouter restore FILE, or move it away and start with a new one; if it is something else's file, name another folder with --data.\n",
            program.Errors,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_names_the_file_that_is_no_store_and_what_helps()
    {
        using var folder = new ServedFolder();
        Directory.CreateDirectory(folder.Data);
        string path = Path.Combine(folder.Data, "coderouter.db");
        await File.WriteAllTextAsync(path, new string('x', 9000), TestContext.Current.CancellationToken);
        await using var doctor = RunningProgram.Start(["doctor", "--data", folder.Data]);
        Assert.Equal(1, await doctor.ExitAsync());
        Assert.Contains($"FAILED database: {path}: SQLite: file is not a database (code 26). Put a backup in its place", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_no_gateway_took_part_in_are_shown_without_a_store()
    {
        using var folder = new ServedFolder();
        Directory.CreateDirectory(folder.Data);
        string line = """{"at":"2026-01-01T00:00:00+00:00","host":"codex","model":"gpt-x","task_type":"coding","capability_class":"coding","success":true,"seconds":1,"repository":"/r"}""";
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "runs.jsonl"), line + "\n", TestContext.Current.CancellationToken);
        await using var table = RunningProgram.Start(["stats", "--data", folder.Data]);
        Assert.Equal(0, await table.ExitAsync());
        Assert.Contains("gpt-x", table.Output, StringComparison.Ordinal);
        await using var json = RunningProgram.Start(["stats", "--json", "--data", folder.Data]);
        Assert.Equal(0, await json.ExitAsync());
        using var told = System.Text.Json.JsonDocument.Parse(json.Output);
        Assert.Equal(0, told.RootElement.GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Equal(1, told.RootElement.GetProperty("runs").GetArrayLength());
        Assert.Equal(["runs.jsonl"], Directory.GetFiles(folder.Data).Select(Path.GetFileName));
    }
}
