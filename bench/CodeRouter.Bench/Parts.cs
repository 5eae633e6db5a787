using System.Diagnostics;
using System.Globalization;
using CodeRouter.Config;
using CodeRouter.Core;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Bench;

/// <summary>
/// What each part of a request's way costs by itself, on one thread: time and memory. Every request is another one (its newest result
/// differs), as in an agent's session; what a part remembers of earlier requests counts, as it does there.
/// </summary>
internal static class Parts
{
    private const int Variants = 64;

    /// <param name="all">False times admission alone.</param>
    public static void Run(bool all)
    {
        var policy = SettingsCompiler.Compile(GatewayConfiguration.Yaml(new Uri("http://127.0.0.1:1")), static _ => null, Catalog.Empty).Settings!.Policy;
        var health = policy.Models.ToDictionary(m => m.Name, _ => new ModelHealth(true, 300, 0), StringComparer.Ordinal);
        Console.WriteLine("| body | part | least µs | p50 µs | p99 µs | bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, bytes, rounds) in ((string, int, int)[])(all ? [("2 KB", 2 << 10, 20_000), ("100 KB", 100 << 10, 6_000), ("1 MB", 1 << 20, 1_500)] : []))
        {
            byte[][] bodies = [.. Enumerable.Range(0, Variants).Select(i => Bodies.Chat("coding-auto", bytes, false, i))];
            var headers = new BenchHeaders();
            var dialect = BuiltInDialects.Of(WireFormat.OpenAIChat);
            var state = SessionState.New;
            RequestView View(int i) => RequestIntake.Read(WireFormat.OpenAIChat, bodies[i % Variants], headers, "/v1/chat/completions", null, false).Request!;
            Step Read(RequestView view)
            {
                var knobs = dialect.ReadKnobs(view);
                return StepReader.Read(view, dialect, knobs.MaxOutput, knobs.Needs);
            }

            Situation Now(int i) => new()
            {
                Now = new DateTimeOffset(2026, 11, 1, 12, 0, i % 60, TimeSpan.Zero),
                Draw = 0.5,
                Session = state,
                Health = health,
                AskedModel = "coding-auto",
                Format = WireFormat.OpenAIChat,
                SameFormatOnly = true,
            };
            var views = Enumerable.Range(0, Variants).Select(View).ToArray();
            var steps = views.Select(Read).ToArray();
            state = Router.Decide(steps[0], policy, Now(0)).Session.AfterAnswer("cheap", new Usage(bytes / 4, 0, 0, 0, 300, 0), bytes / 4, 0.01m, Now(0).Now, true);
            var decisions = steps.Select((s, i) => Router.Decide(s, policy, Now(i))).ToArray();
            Time(name, "scan", rounds, i => View(i));
            Time(name, "hash", rounds, i => BodyHash.Of(bodies[i % Variants], out _));
            Time(name, "read", rounds, i => Read(views[i % Variants]));
            Time(name, "decide", rounds, i => Router.Decide(steps[i % Variants], policy, Now(i)));
            Time(name, "write the decision down", rounds, i => DecisionDetail.Write(steps[i % Variants], decisions[i % Variants], Now(i), "policy"));
            Time(name, "scan + read + decide", rounds, i => Router.Decide(Read(View(i)), policy, Now(i)));
        }

        AdmissionCost.Run(static (part, rounds, work) => Time("any", part, rounds, work));
    }

    private static void Time(string body, string part, int rounds, Func<int, object?> work)
    {
        for (int i = 0; i < rounds; i++)
        {
            work(i);
        }

        // What the warm-up set off is recompiled in the background; that is not this part's time.
        Thread.Sleep(300);
        double[] times = new double[rounds];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds;
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {body} | {part} | {times[0]:0.0} | {times[rounds / 2]:0.0} | {times[rounds * 99 / 100]:0.0} | {allocated} |"));
    }

    private sealed class BenchHeaders : IRequestHeaders
    {
        public string? this[string name] => name switch
        {
            _ when name.Equals("user-agent", StringComparison.OrdinalIgnoreCase) => "opencode/1.18.33 ai-sdk/provider-utils/4.0.23 runtime/bun/1.3.14",
            _ when name.Equals("x-session-id", StringComparison.OrdinalIgnoreCase) => "ses_bench1",
            _ => null,
        };
    }
}
