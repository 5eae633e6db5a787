using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeRouter.Hosts.Running;

/// <summary>How a started program ended.</summary>
/// <param name="Output">Standard output and standard error as they came, at most the last so many characters.</param>
/// <param name="Answer">Standard output alone, as much of it.</param>
public sealed record ChildResult(int ExitCode, string Output, string Answer, bool TimedOut, TimeSpan Elapsed);

/// <summary>
/// Starts a program without a terminal and with nothing to read, in a process group of its own, and ends the whole group with it:
/// what a test run left in the background does not stay.
/// </summary>
public static partial class ChildProcess
{
    public const int MostOutput = 1 << 20;
    private const int Killed = 9;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly string? Grouping = OperatingSystem.IsLinux() ? Find("setsid", Environment.GetEnvironmentVariable("PATH")) : null;

    /// <summary>The shell's way of running a line.</summary>
    public static ProcessStartInfo Shell(string command, string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add(OperatingSystem.IsWindows() ? "/c" : "-c");
        start.ArgumentList.Add(command);
        return start;
    }

    /// <param name="heard">Each line of standard output as it comes; null when nobody listens.</param>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static Task<ChildResult> RunAsync(ProcessStartInfo start, TimeSpan limit, Action<string>? heard, CancellationToken cancellationToken) =>
        RunAsync(start, limit, heard, MostOutput, watched: true, cancellationToken);

    /// <summary>The same, for what ends soon by itself and is needed whole.</summary>
    /// <param name="most">Characters of output that are kept.</param>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static Task<ChildResult> AskAsync(ProcessStartInfo start, TimeSpan limit, int most, CancellationToken cancellationToken) =>
        RunAsync(start, limit, null, most, watched: false, cancellationToken);

    private static async Task<ChildResult> RunAsync(ProcessStartInfo start, TimeSpan limit, Action<string>? heard, int most, bool watched, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Grouped(start) };
        long started = Stopwatch.GetTimestamp();
        using var watchdog = watched ? Watchdog.Start(Grouping) : null;
        process.Start();
        watchdog?.Over(process.Id);
        process.StandardInput.Close();
        StringBuilder output = new(), answer = new();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output, answer, heard, most), ReadAsync(process.StandardError, output, null, null, most));
        bool timedOut = false;
        using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            deadline.CancelAfter(limit);
            try
            {
                await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                timedOut = !cancellationToken.IsCancellationRequested;
            }
        }

        End(process);
        await Task.WhenAny(reading, Task.Delay(LastWords, CancellationToken.None)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (output)
        {
            return new ChildResult(timedOut ? -1 : process.ExitCode, output.ToString(), answer.ToString(), timedOut, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Where a program lies on the search path; null when it does not.</summary>
    public static string? Find(string name, string? path)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        foreach (string folder in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string ending in endings)
            {
                string file = Path.Combine(folder, name + ending);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        return null;
    }

    private static ProcessStartInfo Grouped(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(false);
        if (Grouping is not null)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.FileName = Grouping;
        }

        return start;
    }

    private static void End(Process process)
    {
        try
        {
            if (Grouping is not null)
            {
                _ = Kill(-process.Id, Killed);
            }

            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(LastWords);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself in between.
        }
    }

    // One lock for both: the readers of the two streams share what they write to.
    private static async Task ReadAsync(StreamReader from, StringBuilder output, StringBuilder? answer, Action<string>? heard, int most)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (output)
            {
                Keep(output, line, most);
                if (answer is not null)
                {
                    Keep(answer, line, most);
                }
            }

            heard?.Invoke(line);
        }
    }

    private static void Keep(StringBuilder text, string line, int most)
    {
        text.Append(line).Append('\n');
        if (text.Length > most)
        {
            text.Remove(0, text.Length - most);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
