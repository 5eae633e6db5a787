using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.CodeGraph;
using CodeRouter.Core.Impact;

namespace CodeRouter.Cli;

/// <summary><c>coderouter impact FILE[:SYMBOL]…</c>: who depends on this, how far, how risky.</summary>
public static class ImpactVerb
{
    public static Command Build()
    {
        var files = new Argument<string[]>("FILE[:SYMBOL]") { Description = "Files of the repository, each with a symbol of it if one is meant", Arity = ArgumentArity.ZeroOrMore };
        var repo = new Option<string?>("--repo") { Description = "The repository (default: the one around the current folder)" };
        var diff = new Option<bool>("--diff") { Description = "The files changed since the last commit" };
        var staged = new Option<bool>("--staged") { Description = "The files staged for the next commit" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON line for each file on standard output" };
        var command = new Command("impact", "Who depends on a file or symbol, how far, which tests cover it, how risky a change is") { files, repo, diff, staged, data, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(files) ?? [], parsed.GetValue(repo), parsed.GetValue(diff), parsed.GetValue(staged), parsed.GetValue(data), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] files, string? repo, bool diff, bool staged, string? named, bool json)
    {
        if (files.Length == 0 == !(diff || staged))
        {
            Console.Error.WriteLine("Name files, or use --diff or --staged: coderouter impact FILE[:SYMBOL]…");
            return ExitCode.Usage;
        }

        if (named is not null && !Directory.Exists(named))
        {
            Console.Error.WriteLine($"There is no folder {named}. Name the one that coderouter index --data wrote to, or leave --data out.");
            return ExitCode.Failed;
        }

        string data = Path.GetFullPath(named ?? DataFolder.Default());
        if (Repository.Open(repo, data) is not { } book)
        {
            Console.Error.WriteLine($"{repo} is no folder. Name the folder of a repository with --repo.");
            return ExitCode.Failed;
        }

        var report = book.Update();
        Repository.Tell(report, data);
        var targets = new List<ImpactTarget>();
        if (diff || staged)
        {
            if (ChangedFiles.Of(book.Root, staged) is not { } changed)
            {
                Console.Error.WriteLine($"git does not tell what changed in {book.Root}. Is it a git repository with a commit? Name files instead.");
                return ExitCode.Failed;
            }

            // What is no source of ours has no impact to tell.
            targets.AddRange(changed.Where(path => book.Map!.Find(path) >= 0).Select(static path => new ImpactTarget(path, null)));
            if (targets.Count == 0)
            {
                Console.Error.WriteLine(changed.Count > 0 ? "Nothing that is read as code was changed." : staged ? "Nothing is staged." : "Nothing was changed since the last commit.");
            }
        }

        bool failed = false;
        foreach (string file in files)
        {
            if (ImpactTarget.Parse(book, file, out string problem) is { } target)
            {
                targets.Add(target);
            }
            else
            {
                Console.Error.WriteLine(problem);
                failed = true;
            }
        }

        if (failed)
        {
            return ExitCode.Failed;
        }

        if (targets.Count > 0)
        {
            // The time told is the question's, not that of loading the code that answers it.
            _ = ImpactQuestion.Ask(book.Map!, book.Map!.Find(targets[0].Path), targets[0].Symbol);
        }

        using var output = Console.OpenStandardOutput();
        foreach (var target in targets)
        {
            long started = Stopwatch.GetTimestamp();
            var reading = ImpactQuestion.Ask(book.Map!, book.Map!.Find(target.Path), target.Symbol)!;
            Write(output, reading, Stopwatch.GetElapsedTime(started), json);
        }

        return ExitCode.Ok;
    }

    private static void Write(Stream output, ImpactReading reading, TimeSpan took, bool asJson)
    {
        if (asJson)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                WriteJson(json, reading, took);
            }

            output.Write("\n"u8);
            return;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{reading.File}{(reading.Symbol is { } symbol ? ":" + symbol : "")}: impact {reading.Impact:0.00}\n");
        foreach (string reason in reading.Reasons)
        {
            text.Append("  ").Append(reason).Append('\n');
        }

        List(text, "used by", reading.Direct);
        List(text, "tests", reading.Tests);
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void List(StringBuilder text, string what, IReadOnlyList<string> paths)
    {
        if (paths.Count > 0)
        {
            text.Append("  ").Append(what).Append(": ").AppendJoin(", ", paths.Take(8)).Append(paths.Count > 8 ? $" and {paths.Count - 8} more" : "").Append('\n');
        }
    }

    /// <summary>The one JSON form of a reading, wherever it is asked for.</summary>
    public static void WriteJson(Utf8JsonWriter json, ImpactReading reading, TimeSpan took)
    {
        json.WriteStartObject();
        json.WriteString("file", reading.File);
        json.WriteString("symbol", reading.Symbol);
        Paths(json, "direct", reading.Direct);
        json.WriteNumber("transitive", reading.Transitive);
        json.WriteNumber("depth", reading.Depth);
        json.WriteNumber("breadth", reading.Breadth);
        Paths(json, "tests", reading.Tests);
        json.WriteBoolean("public", reading.Public);
        json.WriteBoolean("cross_module", reading.CrossModule);
        json.WriteNumber("hot_spot", Math.Round(reading.History.HotSpot, 3));
        json.WriteNumber("commits", reading.History.Commits);
        json.WriteNumber("authors", reading.History.Authors);
        json.WriteNumber("impact", reading.Impact);
        Paths(json, "reasons", reading.Reasons);
        json.WriteNumber("us", Math.Round(took.TotalMicroseconds, 1));
        json.WriteEndObject();
    }

    private static void Paths(Utf8JsonWriter json, string member, IReadOnlyList<string> values)
    {
        json.WriteStartArray(member);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
