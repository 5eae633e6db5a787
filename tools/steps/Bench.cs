using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Tools.Steps;

/// <summary>Times scan and reading of whole requests of several sizes, after warming up.</summary>
internal static class Bench
{
    public static int Run()
    {
        foreach (int size in (int[])[2_000, 100_000, 1_000_000])
        {
            foreach (var format in (WireFormat[])[WireFormat.AnthropicMessages, WireFormat.OpenAIChat])
            {
                byte[] body = Body(format, size);
                var times = new List<double>();
                int rounds = size > 500_000 ? 200 : 1000;
                for (int i = 0; i < rounds + 500; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    var scan = JsonScanner.Scan(body);
                    var view = new RequestView(format, body, scan, new NoHeaders(), format == WireFormat.OpenAIChat ? "/v1/chat/completions" : "/v1/messages", "m", true);
                    StepReader.Read(view, BuiltInDialects.Of(format));
                    if (i >= 500)
                    {
                        times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                    }
                }

                times.Sort();
                Console.WriteLine($"{format,-18} {body.Length,9} bytes  p50 {times[times.Count / 2],8:0} us  p90 {times[times.Count * 9 / 10],8:0} us  p99 {times[times.Count * 99 / 100],8:0} us");
            }
        }

        Parts();
        return 0;
    }

    // Where the time goes, at 100 KB.
    private static void Parts()
    {
        byte[] body = Body(WireFormat.AnthropicMessages, 100_000);
        var dialect = BuiltInDialects.Of(WireFormat.AnthropicMessages);
        var scan = JsonScanner.Scan(body);
        var view = new RequestView(WireFormat.AnthropicMessages, body, scan, new NoHeaders(), "/v1/messages", "m", true);
        var tail = ConversationTail.Read(view, dialect);
        var (now, before) = tail.Exchanges(null);
        var evidence = EvidenceReader.Read(now, before);
        var material = new StepMaterial(tail.HumanText, tail.HumanTurn, now, before, evidence, null, 10);
        Console.WriteLine($"history: {tail.History.Count} messages, {before.Count} exchanges");
        Time("scan", () => JsonScanner.Scan(body));
        Time("tail", () => ConversationTail.Read(view, dialect));
        Time("exchanges", () => tail.Exchanges(null));
        Time("evidence", () => EvidenceReader.Read(now, before));
        var one = before.First(b => b.Use.Role == ToolRole.Run);
        string text = one.Result!;
        Time("one", () => OutcomeReader.Read(one));
        Time(" unwrap", () => CodeRouter.Core.Evidence.ResultText.Read(text));
        Time(" harness", () => HarnessVerdicts.Read(text, one.Use, true));
        Time(" status", () => ExitStatus.Read(text));
        Time(" body", () => OutputBody.Of(text));
        Time(" report", () => CodeRouter.Core.Evidence.Runners.RunnerReport.Read(text));
        Time(" sign", () => ShellFailures.Signature(text));
        Time("phase", () => PhaseLayers.Judge(material));
        string ask = string.Concat(Enumerable.Repeat("The totals are wrong since the last release. Can you find out why, and add a test for returns? ", 4));
        Time("new words", () => WordsModel.BuiltIn!.Judge(ask));
        Time("new risks", () => RiskWords.Read(ask));
        Time("risk", () => RiskWords.Read(material));
        Time("agent", () => BuiltInAgents.Recognise(new AgentClues(view, dialect, tail.NewText)));
        Time("session", () => SessionKey.Of(new AgentClues(view, dialect, tail.NewText), dialect, null));
        Time("tokens", () => InputEstimate.Tokens(view.Scan, body));
    }

    private static void Time(string name, Action work)
    {
        for (int i = 0; i < 300; i++)
        {
            work();
        }

        var times = new List<double>();
        for (int i = 0; i < 500; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        times.Sort();
        Console.WriteLine($"  {name,-10} p50 {times[250],7:0.0} us  p99 {times[495],7:0.0} us");
    }

    // Half of a real body is system prompt and tools; the rest are steps of one or two kilobytes.
    private static byte[] Body(WireFormat format, int size)
    {
        var messages = new List<object> { new { role = "user", content = "The invoice tests fail. Read invoice.py, run the tests, fix the bug and run them again." } };
        int id = 0;
        string file = string.Concat(Enumerable.Repeat("    def total(self, lines):\n        \"\"\"Sums \\ all lines.\"\"\"\n        return sum(l.price * l.qty for l in lines)\n", 12));
        int used = size / 2;
        while (used < size)
        {
            id++;
            bool run = id % 2 == 0;
            string result = run ? "Exit code 1\n" + file[..400] + "\nFAILED tests/test_invoice.py::test_total - AssertionError: 7 != 12\n1 failed, 5 passed in 0.12s\n" : file;
            string name = run ? "Bash" : "Read";
            object input = run ? new { command = "cd /home/dev/repo && python -m pytest -q tests" } : new { file_path = "/home/dev/repo/invoice.py" };
            if (format == WireFormat.AnthropicMessages)
            {
                messages.Add(new { role = "assistant", content = new object[] { new { type = "text", text = "Next." }, new { type = "tool_use", id = "t" + id, name, input } } });
                messages.Add(new { role = "user", content = new object[] { new { type = "tool_result", tool_use_id = "t" + id, content = result, is_error = run } } });
            }
            else
            {
                messages.Add(new { role = "assistant", content = "Next.", tool_calls = new object[] { new { id = "t" + id, type = "function", function = new { name, arguments = JsonSerializer.Serialize(input) } } } });
                messages.Add(new { role = "tool", tool_call_id = "t" + id, content = result });
            }

            used += result.Length + 300;
        }

        string padding = string.Concat(Enumerable.Repeat("Follow the conventions of the project.\n- Use \"double quotes\".\n", size / 4 / 64));
        object tools = Enumerable.Range(0, Math.Max(1, size / 4 / 900)).Select(i => new { name = "Tool" + i, description = padding[..Math.Min(padding.Length, 700)], input_schema = new { type = "object", properties = new { path = new { type = "string" } } } }).ToArray();
        object body = format == WireFormat.AnthropicMessages
            ? new { model = "coding-auto", system = "You are a helpful coding agent.\n" + padding, messages, tools, max_tokens = 8000, stream = true }
            : new { model = "coding-auto", messages = messages.Prepend(new { role = "system", content = "You are a helpful coding agent.\n" + padding }), tools, stream = true };
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body));
    }

    private sealed class NoHeaders : IRequestHeaders
    {
        public string? this[string name] => null;
    }
}
