using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeRouter.Bench;

/// <summary>One load run of wrk.</summary>
internal sealed partial record Wrk(long Requests, double Seconds, long Failed)
{
    public static async Task<Wrk> RunAsync(string root, Uri url, string bodyFile, int connections, int seconds, string script = "post.lua")
    {
        string[] arguments = ["-t1", "-c" + connections.ToString(CultureInfo.InvariantCulture), $"-d{seconds}s", "--timeout", "20s", "-s", Path.Combine(root, "bench", "load", script), url.AbsoluteUri, "--", bodyFile];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var done = Done().Match(text);
        if (!done.Success)
        {
            throw new InvalidOperationException("wrk said nothing useful: " + text);
        }

        double time = double.Parse(done.Groups["t"].Value, CultureInfo.InvariantCulture) * (done.Groups["unit"].Value is "m" ? 60 : 1);
        long failed = Bad().Match(text) is { Success: true } bad ? long.Parse(bad.Groups["n"].Value, CultureInfo.InvariantCulture) : 0;
        long socket = Sockets().Match(text) is { Success: true } s ? s.Groups.Values.Skip(1).Sum(g => long.Parse(g.Value, CultureInfo.InvariantCulture)) : 0;
        return new(long.Parse(done.Groups["n"].Value, CultureInfo.InvariantCulture), time, failed + socket);
    }

    [GeneratedRegex(@"(?<n>\d+) requests in (?<t>[\d.]+)(?<unit>s|m)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Done();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<n>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bad();

    [GeneratedRegex(@"Socket errors: connect (?<c>\d+), read (?<r>\d+), write (?<w>\d+), timeout (?<t>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sockets();
}
