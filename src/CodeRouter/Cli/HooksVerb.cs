using System.CommandLine;
using System.Text.Json;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary><c>coderouter hooks HOST</c>: puts model, phase, cost and saving into an agent's own screen, and takes them out again.</summary>
public static class HooksVerb
{
    public static Command Build()
    {
        var host = new Argument<string>("HOST") { Description = "The agent: " + string.Join(", ", HostHooks.Ids), HelpName = "HOST" };
        host.CompletionSources.Add([.. HostHooks.Ids]);
        var print = new Option<bool>("--print") { Description = "Write nothing; print what would stand in its settings" };
        var undo = new Option<bool>("--undo") { Description = "Restore what stood there before; what was edited since stays" };
        var data = new Option<string?>("--data") { Description = "Data folder, where it is remembered (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("hooks", "Show the model, phase, cost and saving of a session inside a coding agent: a status line, or a line after each turn") { host, print, undo, data, json };
        command.SetAction(parsed => Run(Surroundings.Here(), parsed.GetValue(host)!, parsed.GetValue(print), parsed.GetValue(undo), parsed.GetValue(data) ?? DataFolder.Default(), Program(), Console.Out, Console.Error, parsed.GetValue(json)));
        return command;
    }

    /// <param name="program">How this program is started, quoted for a shell.</param>
    /// <param name="json">One JSON document to <paramref name="output"/>; nothing there where it failed.</param>
    public static int Run(Surroundings around, string name, bool print, bool undo, string data, string program, TextWriter output, TextWriter errors, bool json = false)
    {
        var told = new SettingsWritten(KnownHosts.Find(name)?.Id ?? name);
        int code = Run(around, name, print, undo, data, program, json ? TextWriter.Null : output, errors, told);
        if (json && code == ExitCode.Ok)
        {
            output.WriteLine(told.ToString());
        }

        return code;
    }

    private static int Run(Surroundings around, string name, bool print, bool undo, string data, string program, TextWriter output, TextWriter errors, SettingsWritten told)
    {
        if (KnownHosts.Find(name) is not { } host || !HostHooks.Ids.Contains(host.Id, StringComparer.Ordinal))
        {
            errors.WriteLine($"{name} offers no place for it that is known here. Use one of {string.Join(", ", HostHooks.Ids)}.");
            return ExitCode.Usage;
        }

        var writer = new HostWriter(Path.Combine(data, "hosts"));
        string record = host.Id + "-hooks";
        if (undo)
        {
            var undone = writer.Undo(record, new Hosts.Files.JsonSettings());
            told.Changed = undone.Changed;
            (undone.Problem is null ? output : errors).WriteLine(undone.Problem ?? (undone.Kept is { } kept ? $"{host.Name} does not show it any more. {kept} was edited since: those edits stay." : undone.Changed ? $"{host.Name} is as it was before." : $"Nothing to take back: no hooks of {host.Name} are remembered here."));
            return undone.Problem is null ? ExitCode.Ok : ExitCode.Failed;
        }

        HostConfigFile file;
        try
        {
            file = HostHooks.For(host.Id, around.Home, around.Variable, program, static path => File.Exists(path) ? File.ReadAllText(path) : "")!;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"The settings of {host.Name} are left as they are: {e.Message.TrimEnd('.')}. Repair them and run this again.");
            return ExitCode.Failed;
        }

        if (print)
        {
            string content = file.Format.Apply("", file.Edits);
            told.Shows(file.Path, content);
            output.WriteLine($"{file.Path}:");
            output.Write(content);
            return ExitCode.Ok;
        }

        var result = writer.Write(record, file);
        if (result.Problem is { } problem)
        {
            errors.WriteLine(problem);
            return ExitCode.Failed;
        }

        told.Wrote(file.Path, result.Changed, result.Backup);
        output.WriteLine(result.Changed ? $"{file.Path} now shows it; coderouter hooks {host.Id} --undo takes it out." : $"{file.Path} shows it already; nothing was changed.");
        if (host.Id == "codex")
        {
            const string Asks = "Codex runs a new hook only when you have looked at it: it asks at its next start.";
            output.WriteLine(Asks);
            told.Notes.WriteLine(Asks);
        }

        return ExitCode.Ok;
    }

    // Started through dotnet, this program has no path of its own to write down.
    private static string Program() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "coderouter" ? (path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path) : "coderouter";
}
