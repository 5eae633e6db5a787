using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Bench;

/// <summary>
/// What guards before the answer cost a stream, through a gateway with them off and one with them on: milliseconds to the first words and to
/// the end of answers that come as fast as real models write, and processor time of answers that come as fast as they can.
/// </summary>
internal static class HeldAnswers
{
    private const int Rounds = 7, Answers = 300;
    private static readonly string[] Models = ["sim-strong", "sim-balanced", "sim-cheap"];

    private static readonly string Prose = string.Concat(Enumerable.Range(0, 12).Select(static i => $"Paragraph {i} explains the change: the loop reads one more row than there is, so the last order is counted twice. "));

    public static async Task<int> RunAsync(string gateway)
    {
        await using var provider = new SimulatedProvider(new SimulatedOptions { Record = false, Strict = false, Answers = static _ => new SimulatedAnswer { Text = Prose } });
        await provider.StartAsync();
        var told = new Dictionary<string, (double First, double Last)>(StringComparer.Ordinal);
        foreach (string action in (string[])["off", "redact"])
        {
            var folder = Directory.CreateTempSubdirectory("coderouter-held-");
            try
            {
                string config = Path.Combine(folder.FullName, "coderouter.yaml");
                await File.WriteAllTextAsync(config, Yaml(provider.BaseUri, action));
                var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Child.FreePort()}"));
                await using var child = Child.Start(gateway, folder.FullName, "serve", "--config", config, "--data", folder.FullName, "--listen", address.Authority);
                await Child.AnswersAsync(new Uri(address, "/health"), TimeSpan.FromMinutes(2));
                using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
                foreach (string model in Models)
                {
                    await OneAsync(http, model);
                    var times = new List<(double First, double Last)>();
                    for (int i = 0; i < Rounds; i++)
                    {
                        times.Add(await OneAsync(http, model));
                    }

                    var (first, last) = told[model + action] = (Median(times.Select(static t => t.First)), Median(times.Select(static t => t.Last)));
                    var (before, until) = told[model + "off"];
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answers {action,-7} {model,-13} first words after {first,6:0} ms ({first - before:+0;-0;0}), end after {last,6:0} ms ({last - until:+0;-0;0}), {Prose.Length} characters"));
                }

                await ManyAsync(http, Answers / 4);
                double cpu = ProcessStat.Cpu([child.Id]);
                await ManyAsync(http, Answers);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answers {action,-7} {(ProcessStat.Cpu([child.Id]) - cpu) * 1e6 / Answers,8:0} µs of processor an answer"));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return 0;
    }

    private static async Task<(double First, double Last)> OneAsync(HttpClient http, string model)
    {
        long began = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(new { model, stream = true, messages = new[] { new { role = "user", content = "Why is the last order counted twice?" } } }) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        double first = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            first = first == 0 && line.Contains("\"content\":\"P", StringComparison.Ordinal) ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : first;
        }

        return (first, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task ManyAsync(HttpClient http, int answers)
    {
        for (int i = 0; i < answers; i++)
        {
            await OneAsync(http, "quick");
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static string Yaml(Uri upstream, string action) => $$$"""
        version: v0.1
        providers:
          models:
            - {name: quick, tier: cheap, pricing: {prompt_per_1m: 1, completion_per_1m: 5}}
            - {name: sim-strong, tier: strong, pricing: {prompt_per_1m: 5, completion_per_1m: 25}}
            - {name: sim-balanced, tier: balanced, pricing: {prompt_per_1m: 3, completion_per_1m: 15}}
            - {name: sim-cheap, tier: cheap, pricing: {prompt_per_1m: 1, completion_per_1m: 5}}
          default_model: quick
        channels:
          - {name: upstream, api_format: openai, base_url: "{{{upstream.AbsoluteUri.TrimEnd('/')}}}/v1", access_key: simulated, models: [quick, sim-strong, sim-balanced, sim-cheap]}
        guards: {answers: {secrets: {{{action}}}, pii: {{{action}}}}}
        access: {require_keys: false}

        """;
}
