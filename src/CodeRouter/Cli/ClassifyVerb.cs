using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Findings.Injection;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using Finding = CodeRouter.Core.Findings.Finding;

namespace CodeRouter.Cli;

/// <summary><c>coderouter classify --jsonl FILE</c>: what each line's message, conversation tail or request is; one line out per line in.</summary>
public static class ClassifyVerb
{
    public static Command Build()
    {
        var jsonl = new Option<string>("--jsonl") { Description = "File with one JSON object a line; - reads standard input", DefaultValueFactory = static _ => "-" };
        var command = new Command("classify", "Read steps: phase, difficulty, risk, tasks, outcome, agent and kind") { jsonl };
        command.SetAction(parsed => Run(parsed.GetValue(jsonl)!));
        return command;
    }

    private static int Run(string file)
    {
        Stream input;
        try
        {
            input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{file} cannot be read: {e.Message.TrimEnd('.')}. Name a readable file, or - for standard input.");
            return ExitCode.Usage;
        }

        using var lines = new StreamReader(input, new UTF8Encoding(false));
        using var output = Console.OpenStandardOutput();
        Classify(lines, output);
        return ExitCode.Ok;
    }

    /// <summary>One line of JSON out per line of JSON in; empty lines are passed over.</summary>
    public static void Classify(TextReader lines, Stream output)
    {
        var classifier = new StepClassifier(BuiltInDialects.Of);
        var buffer = new ArrayBufferWriter<byte>(1024);
        List<Finding> secrets = [], personal = [];
        while (lines.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(line);
            long started = Stopwatch.GetTimestamp();
            var found = classifier.Classify(bytes);
            secrets.Clear();
            personal.Clear();
            string text = found.GuardText;
            SecretScanner.Scan(text, secrets);
            PersonalScanner.Scan(text, personal, networkAddresses: true);
            double steering = Math.Max(InjectionScanner.Scan(found.HumanText, fromTool: false).Score, InjectionScanner.Scan(found.ToolText, fromTool: true).Score);
            Write(buffer, found, secrets, personal, steering, Stopwatch.GetElapsedTime(started));
            output.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static void Write(ArrayBufferWriter<byte> to, Classification found, List<Finding> secrets, List<Finding> personal, double steering, TimeSpan took)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            json.WriteRawValue(found.Id ?? "null");
            json.WriteString("phase", found.Phase.Name());
            json.WriteNumber("confidence", Math.Round(found.Confidence, 4));
            json.WriteNumber("difficulty", found.Difficulty);
            Names(json, "risk", RiskNames.Names(found.Risk));
            Names(json, "tasks", found.Tasks.Select(static t => t.Name()));
            json.WriteString("outcome", found.Outcome is { } outcome ? OutcomeNames.Name(outcome) : null);
            json.WriteBoolean("stuck", found.Stuck);
            json.WriteString("agent", found.Agent);
            json.WriteString("kind", found.Kind.Name());
            json.WriteString("session", found.Session);
            Spans(json, "secrets", secrets);
            Spans(json, "pii", personal);
            json.WriteNumber("jailbreak", Math.Round(steering, 4));
            json.WriteNumber("us", Math.Round(took.TotalMicroseconds, 1));
            if (found.Problem is { } problem)
            {
                json.WriteString("problem", problem);
            }

            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static void Spans(Utf8JsonWriter json, string member, List<Finding> findings)
    {
        json.WriteStartArray(member);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("type", finding.Type);
            json.WriteNumber("start", finding.Start);
            json.WriteNumber("end", finding.End);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Names(Utf8JsonWriter json, string member, IEnumerable<string> names)
    {
        json.WriteStartArray(member);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
