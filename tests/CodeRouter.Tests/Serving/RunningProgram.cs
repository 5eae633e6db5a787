using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>The real program as a process of its own: its words, its signals, its exit status.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private RunningProgram(Process process) => _process = process;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>Starts <c>coderouter ARGUMENTS</c> without any provider's key of this machine's environment.</summary>
    public static RunningProgram Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment) => Start(null, null, null, arguments, environment);

    /// <param name="folder">Where it is started.</param>
    /// <inheritdoc cref="Start(IEnumerable{string}, ValueTuple{string, string}[])"/>
    public static RunningProgram StartIn(string? folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment) => Start(folder, null, null, arguments, environment);

    /// <param name="user">Who it runs as; only root may say so.</param>
    /// <inheritdoc cref="Start(IEnumerable{string}, ValueTuple{string, string}[])"/>
    public static RunningProgram StartAs(string user, IEnumerable<string> arguments, params (string Name, string Value)[] environment) => Start(null, user, null, arguments, environment);

    /// <param name="input">What it reads on standard input, to the end.</param>
    /// <inheritdoc cref="Start(IEnumerable{string}, ValueTuple{string, string}[])"/>
    public static RunningProgram StartWith(string input, IEnumerable<string> arguments) => Start(null, null, input, arguments, []);

    private static RunningProgram Start(string? folder, string? user, string? input, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        // A test run started under nohup ignores SIGHUP, and its children inherit that: the program under test starts with its usual meaning.
        bool env = OperatingSystem.IsLinux() && File.Exists("/usr/bin/env");
        var start = new ProcessStartInfo(env ? "/usr/bin/env" : "dotnet") { RedirectStandardInput = input is not null, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? "" };
        if (user is not null)
        {
            start.FileName = "runuser";
            string[] line = ["-u", user, "--", "dotnet"];
            Array.ForEach(line, start.ArgumentList.Add);
        }
        else if (env)
        {
            start.ArgumentList.Add("--default-signal=HUP");
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "coderouter.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(k => k.EndsWith("_KEY", StringComparison.Ordinal) || k.EndsWith("_TOKEN", StringComparison.Ordinal) || k.StartsWith("CODEROUTER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var program = new RunningProgram(process);
        process.OutputDataReceived += (_, line) => program.Keep(program._output, line.Data);
        process.ErrorDataReceived += (_, line) => program.Keep(program._errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        return program;
    }

    /// <summary>The first address it says it listens on, at 127.0.0.1.</summary>
    public async Task<Uri> ListeningAsync()
    {
        const string mark = "listening on ";
        await SaysAsync(() => Output.Contains(mark, StringComparison.Ordinal) && Output.EndsWith('\n'), mark);
        string line = Output.Split('\n').First(l => l.StartsWith(mark, StringComparison.Ordinal));
        return new Uri(line[mark.Length..].Trim().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
    }

    public Task ErrsAsync(string words) => SaysAsync(() => Errors.Contains(words, StringComparison.Ordinal), words);

    public Task OutputsAsync(string words) => SaysAsync(() => Output.Contains(words, StringComparison.Ordinal), words);

    /// <summary>Waits for something that it does beside its words.</summary>
    public Task UntilAsync(Func<bool> happened, string what) => SaysAsync(happened, what);

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await ExitAsync();
        }

        _process.Dispose();
    }

    private async Task SaysAsync(Func<bool> said, string what)
    {
        for (var since = Stopwatch.StartNew(); !said(); await Task.Delay(20))
        {
            Assert.False(since.Elapsed > Patience || (_process.HasExited && !said()), $"never said: {what}\n{Output}\n{Errors}");
        }
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static string Text(List<string> lines)
    {
        lock (lines)
        {
            return string.Concat(lines.Select(l => l + "\n"));
        }
    }
}
