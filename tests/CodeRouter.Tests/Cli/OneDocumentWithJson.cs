using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Hosts;
using CodeRouter.Storage;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>--json is one JSON document on standard output and nothing else, whatever the verb.</summary>
public sealed class OneDocumentWithJson : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("cr-json-");

    public void Dispose() => _home.Delete(recursive: true);

    // What these write is read by a machine as it is: lines and messages of a server, JSON lines, a shell's script, a manual page, a line of an agent's screen.
    private static readonly string[] OfTheirOwn = ["serve", "serve-stdio", "classify", "completions", "man", "status-line"];

    [Fact]
    public void Every_verb_has_it_but_those_whose_output_is_for_one_reader_as_it_is() =>
        Assert.Equal(OfTheirOwn.Order(StringComparer.Ordinal), VerbList.Read().Where(static v => v.Options.All(static o => o.Name is not ("--json" or "--format"))).Select(static v => v.Words).Order(StringComparer.Ordinal));

    [Fact]
    public void The_shape_of_each_document_stands_on_the_page_of_commands() =>
        Assert.Equal(VerbList.Read().Where(static v => v.Options.Any(static o => o.Name == "--json")).Select(static v => v.Words).Order(StringComparer.Ordinal), JsonShapes.Verbs.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("keys create", "x")]
    [InlineData("keys list")]
    [InlineData("groups create", "x")]
    [InlineData("groups list")]
    [InlineData("stats")]
    [InlineData("detect-host")]
    [InlineData("explain", "Fix the failing test")]
    [InlineData("plan", "Fix the failing test")]
    [InlineData("run", "Fix the failing test", "--dry-run")]
    [InlineData("doctor")]
    [InlineData("pause")]
    [InlineData("forget", "--session", "s")]
    [InlineData("replay", "--ledger")]
    public async Task Its_members_are_those_that_the_page_names(string verb, params string[] more)
    {
        Stores.Open(new StorageSettings(), _home.FullName).Dispose();
        await using var program = RunningProgram.Start([.. verb.Split(' '), .. more, "--json"], ("CODEROUTER_DATA", _home.FullName), ("HOME", _home.FullName));
        await program.ExitAsync();
        string shape = JsonShapes.Of(verb)!;
        var named = Members(more.Contains("--ledger") ? shape[shape.IndexOf("--ledger", StringComparison.Ordinal)..] : shape);
        string[] printed = [.. JsonDocument.Parse(program.Output).RootElement.EnumerateObject().Select(static m => m.Name)];
        Assert.Empty(printed.Except(named).Where(_ => !named.Contains("…")));
        Assert.Empty(named.Except(printed).Where(static n => n is not ("…" or "prediction_off_median" or "outcomes")));
    }

    /// <summary>The names at the first level of a shape.</summary>
    private static List<string> Members(string shape)
    {
        var names = new List<string>();
        int depth = 0, from = shape.IndexOf('{', StringComparison.Ordinal) + 1;
        for (int at = from - 1; at < shape.Length; at++)
        {
            bool ends = (shape[at] is ',' && depth == 1) || (shape[at] is '}' && depth == 1);
            if (ends && shape[from..at].Split(':')[0].Trim() is { Length: > 0 } name && !name.Contains(' ', StringComparison.Ordinal))
            {
                names.Add(name);
            }

            from = ends ? at + 1 : from;
            depth += shape[at] is '{' or '[' ? 1 : shape[at] is '}' or ']' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }
        }

        return names;
    }

    [Fact]
    public void Setting_up_says_which_files_where_the_copies_are_and_what_is_left_to_do()
    {
        string file = Path.Combine(_home.FullName, ".codex", "config.toml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "# mine\n");

        var shown = SetUp("codex", print: true);
        Assert.Contains("8899", shown.GetProperty("files")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("# mine\n", File.ReadAllText(file));

        var written = SetUp("codex");
        Assert.Equal(("codex", true, file), (written.GetProperty("host").GetString(), written.GetProperty("changed").GetBoolean(), written.GetProperty("files")[0].GetProperty("path").GetString()));
        Assert.Equal("# mine\n", File.ReadAllText(written.GetProperty("files")[0].GetProperty("backup").GetString()!));
        Assert.Contains(written.GetProperty("notes").EnumerateArray(), static n => n.GetString()!.Contains("CODEROUTER_KEY", StringComparison.Ordinal));
        Assert.False(SetUp("codex").GetProperty("changed").GetBoolean());
        Assert.True(SetUp("codex", undo: true).GetProperty("changed").GetBoolean());
        Assert.Equal("# mine\n", File.ReadAllText(file));
        Assert.NotEmpty(SetUp("cursor", print: true).GetProperty("notes").EnumerateArray());
    }

    [Fact]
    public void So_do_hooks_and_what_failed_is_no_document()
    {
        Assert.Equal((true, false, true), (Hook("claude_code").GetProperty("changed").GetBoolean(), Hook("claude_code").GetProperty("changed").GetBoolean(), Hook("claude_code", undo: true).GetProperty("changed").GetBoolean()));
        using StringWriter said = new(), errors = new();
        Assert.Equal(ExitCode.Usage, HooksVerb.Run(Around, "cursor", false, false, _home.FullName, "coderouter", said, errors, json: true));
        Assert.Equal("", said.ToString());
        Assert.NotEmpty(errors.ToString());
    }

    [Fact]
    public async Task Forgetting_counts_the_rows_of_each_table()
    {
        using (var stores = Stores.Open(new StorageSettings(), _home.FullName))
        {
            stores.Ledger.Write([Ledger.Steps.Answered("mine"), Ledger.Steps.Answered("theirs")]);
        }

        await using var program = RunningProgram.Start(["forget", "--session", "mine", "--data", _home.FullName, "--json"]);
        Assert.Equal(ExitCode.Ok, await program.ExitAsync());
        Assert.Equal(1, JsonDocument.Parse(program.Output).RootElement.GetProperty("deleted").GetProperty("step").GetInt32());
    }

    private Surroundings Around => new(static _ => null, [], _home.FullName, _home.FullName);

    private JsonElement SetUp(string host, bool print = false, bool undo = false)
    {
        using StringWriter said = new(), errors = new();
        Assert.True(new SetupRun(Around, "http://127.0.0.1:8899", "local", Path.Combine(_home.FullName, "data")).Run(host, print, undo, said, errors, json: true) == ExitCode.Ok, errors.ToString());
        return JsonDocument.Parse(said.ToString()).RootElement;
    }

    private JsonElement Hook(string host, bool undo = false)
    {
        using StringWriter said = new(), errors = new();
        Assert.True(HooksVerb.Run(Around, host, print: false, undo, Path.Combine(_home.FullName, "data"), "coderouter", said, errors, json: true) == ExitCode.Ok, errors.ToString());
        return JsonDocument.Parse(said.ToString()).RootElement;
    }
}
