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
    private const int Few = 64;

    // More than the texts that are remembered: each has been forgotten when it comes again.
    private const int Forgotten = 1_200;

    /// <param name="all">False times admission alone.</param>
    public static void Run(bool all)
    {
        var policy = SettingsCompiler.Compile(GatewayConfiguration.Yaml(new Uri("http://127.0.0.1:1")), static _ => null, Catalog.Empty).Settings!.Policy;
        var health = policy.Models.ToDictionary(m => m.Name, _ => new ModelHealth(true, 300, 0), StringComparer.Ordinal);
        Console.WriteLine("| body | part | least µs | p50 µs | p99 µs | bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, bodies, rounds) in all ? Sizes() : [])
        {
            int count = bodies.Length;
            var headers = new BenchHeaders();
            var dialect = BuiltInDialects.Of(WireFormat.OpenAIChat);
            var state = SessionState.New;
            RequestView View(int i) => RequestIntake.Read(WireFormat.OpenAIChat, bodies[i % count], headers, "/v1/chat/completions", null, false).Request!;
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
            var views = Enumerable.Range(0, count).Select(View).ToArray();
            var steps = views.Select(Read).ToArray();
            state = Router.Decide(steps[0], policy, Now(0)).Session.AfterAnswer("cheap", new Usage(bodies[0].Length / 4, 0, 0, 0, 300, 0), bodies[0].Length / 4, 0.01m, Now(0).Now, true);
            var decisions = steps.Select((s, i) => Router.Decide(s, policy, Now(i))).ToArray();
            Time(name, "scan", rounds, i => View(i));
            Time(name, "hash", rounds, i => BodyHash.Of(bodies[i % count], out _));
            Time(name, "read", rounds, i => Read(views[i % count]));
            Time(name, "decide", rounds, i => Router.Decide(steps[i % count], policy, Now(i)));
            Time(name, "write the decision down", rounds, i => DecisionDetail.Write(steps[i % count], decisions[i % count], Now(i), "policy"));
            Time(name, "scan + read + decide", rounds, i => Router.Decide(Read(View(i)), policy, Now(i)));
        }

        AdmissionCost.Run(static (part, rounds, work) => Time("any", part, rounds, work));
    }

    private static IEnumerable<(string Name, byte[][] Bodies, int Rounds)> Sizes()
    {
        yield return ("2 KB", Made(Few, static i => Bodies.Chat("coding-auto", 2 << 10, false, i)), 20_000);
        yield return ("100 KB", Made(Few, static i => Bodies.Chat("coding-auto", 100 << 10, false, i)), 6_000);
        yield return ("100 KB of small steps", Made(Few, static i => Bodies.Steps("coding-auto", 100 << 10, i, asks: false)), 6_000);
        yield return ("100 KB of small steps, a new turn", Made(Forgotten, static i => Bodies.Steps("coding-auto", 100 << 10, i, asks: true)), 3_600);
        yield return ("1 MB", Made(Few, static i => Bodies.Chat("coding-auto", 1 << 20, false, i)), 1_500);
    }

    private static byte[][] Made(int count, Func<int, byte[]> body) => [.. Enumerable.Range(0, count).Select(body)];

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
