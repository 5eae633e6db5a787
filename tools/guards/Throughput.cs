using System.Diagnostics;
using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Tools.Guards;

/// <summary>Bytes a second over clean text of 100 KB: source code with the words that make scanners look twice.</summary>
internal static class Throughput
{
    public static int Run()
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < 100_000; i++)
        {
            text.Append($"    public async Task<Order> LoadAsync{i}(string customerId, CancellationToken cancellation)\n    {{\n        var token = await tokens.GetAsync(customerId);\n        if (order.Total > {i * 7} && items[{i}].Name != null) // see docs/orders.md\n        {{\n            return orders.FirstOrDefault(o => o.Id == {i}) ?? throw new InvalidOperationException(\"no order\");\n        }}\n    }}\n\n");
        }

        string clean = text.ToString();
        Measure("secrets", clean, static (t, f) => SecretScanner.Scan(t, f));
        Measure("  long words", clean, static (t, f) => LongWords.Scan(t, f));
        Measure("  words", clean, static (t, _) =>
        {
            var hits = SecretScanner.Search.In(t);
            while (hits.MoveNext())
            {
                // Only how fast they are found.
            }
        });
        Measure("personal", clean, static (t, f) => PersonalScanner.Scan(t, f, networkAddresses: false));
        return 0;
    }

    private static void Measure(string name, string text, Action<string, List<Finding>> scan)
    {
        var found = new List<Finding>();
        double best = double.MaxValue;
        // The platform compiles what runs often once more, but only after it was quiet for a while.
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < 1; found.Clear())
        {
            scan(text, found);
        }

        for (int round = 0; round < 400; round++)
        {
            found.Clear();
            long started = Stopwatch.GetTimestamp();
            scan(text, found);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Console.WriteLine($"{name,-14} {text.Length / best / 1e6:0} MB/s of {text.Length / 1000} KB clean text, {found.Count} findings");
    }
}
