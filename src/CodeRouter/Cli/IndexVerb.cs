using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CodeRouter.CodeGraph;
using CodeRouter.Core.Impact;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary><c>coderouter index</c>: builds or updates the code graph of a repository.</summary>
public static class IndexVerb
{
    public static Command Build()
    {
        var path = new Argument<string?>("PATH") { Description = "The repository (default: the one around the current folder)", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var dump = new Option<bool>("--dump") { Description = "One JSON line for each file: definitions, imports, references" };
        var map = new Option<int?>("--map") { Description = "Print the most relevant symbols within that many tokens" };
        var about = new Option<string?>("--for") { Description = "What the map is for: a prompt, some words", HelpName = "WORDS" };
        var command = new Command("index", "Build or update the code graph of a repository; nothing leaves the machine") { path, data, json, dump, map, about };
        command.SetAction(parsed => Run(
            parsed.GetValue(path), Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), parsed.GetValue(json), parsed.GetValue(dump), parsed.GetValue(map), parsed.GetValue(about)));
        return command;
    }

    private static int Run(string? path, string data, bool json, bool dump, int? map, string? about)
    {
        if (map is <= 0)
        {
            Console.Error.WriteLine("--map needs a number of tokens above 0, such as --map 1000.");
            return ExitCode.Usage;
        }

        if (Repository.Open(path, data) is not { } book)
        {
            Console.Error.WriteLine($"{path} is no folder. Name the folder of a repository.");
            return ExitCode.Failed;
        }

        PrivateFolder.Create(data);

        var report = book.Update();
        Repository.Tell(report, data);
        using var output = Console.OpenStandardOutput();
        if (dump)
        {
            Dump(book, output);
        }
        else if (map is { } tokens)
        {
            string text = RelevantSymbols.Write(book.Map!, about ?? "", tokens);
            output.Write(json ? JsonSerializer.SerializeToUtf8Bytes(text, JsonStrings.Default.String) : System.Text.Encoding.UTF8.GetBytes(text));
            output.Write(json ? "\n"u8 : default);
        }
        else if (json)
        {
            WriteJson(report, output);
        }
        else
        {
            output.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Repository}: {Counted(report.Files, "file")}, {Counted(report.Symbols, "symbol")}, {Counted(report.Edges, "edge")}; {Counted(report.Updated, "file")} read in {report.Took.TotalSeconds:0.00} s; {report.Skipped.Count} skipped (--json lists them)\n")));
        }

        return ExitCode.Ok;
    }

    private static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static void WriteJson(IndexReport report, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("repo", report.Repository);
        json.WriteNumber("files", report.Files);
        json.WriteNumber("symbols", report.Symbols);
        json.WriteNumber("edges", report.Edges);
        json.WriteNumber("seconds", Math.Round(report.Took.TotalSeconds, 3));
        json.WriteNumber("files_per_second", Math.Round(report.Updated / Math.Max(0.001, report.Took.TotalSeconds)));
        json.WriteNumber("updated", report.Updated);
        json.WriteStartArray("skipped");
        foreach (var skipped in report.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("path", skipped.Path);
            json.WriteString("reason", skipped.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void Dump(CodeBook book, Stream output)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        var names = book.Map!.Names;
        foreach (var file in book.Read())
        {
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteString("language", file.Language.Name());
                json.WriteStartArray("definitions");
                foreach (var definition in file.Definitions)
                {
                    json.WriteStartObject();
                    json.WriteString("name", names.Bytes(definition.Name));
                    json.WriteString("kind", definition.Kind.Name());
                    json.WriteNumber("line", definition.Line);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("imports");
                foreach (var import in file.Imports)
                {
                    Pair(json, "text", import.Text, import.Line, import.To);
                }

                json.WriteEndArray();
                json.WriteStartArray("references");
                foreach (var reference in file.References)
                {
                    Pair(json, "name", reference.Name, reference.Line, reference.To);
                }

                json.WriteEndArray();
                json.WriteBoolean("tests", file.IsTest);
                json.WriteEndObject();
            }

            buffer.Write("\n"u8);
            if (buffer.WrittenCount > 1 << 19)
            {
                output.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        output.Write(buffer.WrittenSpan);
    }

    private static void Pair(Utf8JsonWriter json, string what, string text, int line, string? to)
    {
        json.WriteStartObject();
        json.WriteString(what, text);
        json.WriteNumber("line", line);
        json.WriteString("to", to);
        json.WriteEndObject();
    }
}
