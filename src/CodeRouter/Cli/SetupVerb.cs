using System.CommandLine;
using CodeRouter.Hosts;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary><c>coderouter setup HOST</c>: points a coding agent at the gateway, in its own settings file, and takes it back.</summary>
public static class SetupVerb
{
    public static Command Build()
    {
        var host = new Argument<string>("HOST") { Description = "The agent: " + string.Join(", ", KnownHosts.Ids.Where(static i => i != KnownHosts.None)), HelpName = "HOST" };
        host.CompletionSources.Add([.. KnownHosts.Ids.Where(static i => i != KnownHosts.None)]);
        var print = new Option<bool>("--print") { Description = "Write nothing; print what would stand in its settings" };
        var undo = new Option<bool>("--undo") { Description = "Restore what stood there before; what was edited since stays" };
        var url = new Option<string?>("--url") { Description = "The gateway's address (default: CODEROUTER_URL, else http://127.0.0.1:8899)" };
        var key = new Option<string?>("--key") { Description = "The key to write (default: CODEROUTER_KEY, else a word, since on loopback none is needed)" };
        var data = new Option<string?>("--data") { Description = "Data folder, where a set-up is remembered (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("setup", "Write a coding agent's settings so that it calls the gateway, with a copy of what stood there") { host, print, undo, url, key, data, json };
        command.SetAction(async (parsed, _) =>
        {
            var around = Surroundings.Here();
            string address = parsed.GetValue(url) is { } named ? GatewayAddress.Clean(named) : GatewayAddress.Of(around.Variable);
            string secret = parsed.GetValue(key) ?? GatewayAddress.Key(around.Variable);
            int code = new SetupRun(around, address, secret, parsed.GetValue(data) ?? DataFolder.Default())
                .Run(parsed.GetValue(host)!, parsed.GetValue(print), parsed.GetValue(undo), Console.Out, Console.Error, parsed.GetValue(json));
            if (code == ExitCode.Ok && !parsed.GetValue(print) && !parsed.GetValue(undo) && await SetupProbe.AskAsync(address, secret, parsed.GetValue(host)!) is { } first)
            {
                await Console.Error.WriteLineAsync(first);
            }

            return code;
        });
        return command;
    }
}

/// <summary>One set-up: whose home, which gateway, which key.</summary>
/// <param name="data">Data folder.</param>
public sealed class SetupRun(Surroundings around, string address, string key, string data)
{
    /// <param name="json">One JSON document to <paramref name="output"/>; nothing there where it failed.</param>
    public int Run(string name, bool print, bool undo, TextWriter output, TextWriter errors, bool json = false)
    {
        var told = json ? new SettingsWritten(KnownHosts.Find(name)?.Id ?? name) : null;
        int code = Run(name, print, undo, json ? TextWriter.Null : output, errors, told);
        if (told is not null && code == ExitCode.Ok)
        {
            output.WriteLine(told.ToString());
        }

        return code;
    }

    private int Run(string name, bool print, bool undo, TextWriter output, TextWriter errors, SettingsWritten? told)
    {
        if (KnownHosts.Find(name) is not { Id: not KnownHosts.None } host)
        {
            errors.WriteLine($"{name} is no coding agent known here. Use one of {string.Join(", ", KnownHosts.Ids.Where(static i => i != KnownHosts.None))}.");
            return ExitCode.Usage;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || key.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            errors.WriteLine($"{address} is no address, or the key has a line break. Write --url http://HOST:PORT and a key of one line.");
            return ExitCode.Usage;
        }

        var file = HostConfigFiles.For(host.Id, around.Home, around.Variable, address, key);
        var writer = new HostWriter(Path.Combine(data, "hosts"));
        if (undo)
        {
            return Undo(host, file, writer, output, errors, told);
        }

        if (print || file is null)
        {
            Print(host, file, output, told);
            return ExitCode.Ok;
        }

        // All of its files or none: half a set-up points nowhere.
        if (Files(host, file).Select(static f => HostWriter.Refusal(f.File)).FirstOrDefault(static r => r is not null) is { } refusal)
        {
            errors.WriteLine(refusal);
            return ExitCode.Failed;
        }

        PrivateFolder.Create(data);
        foreach (var (record, one) in Files(host, file))
        {
            var result = writer.Write(record, one);
            if (result.Problem is { } problem)
            {
                errors.WriteLine(problem);
                return ExitCode.Failed;
            }

            told?.Wrote(one.Path, result.Changed, result.Backup);
            output.WriteLine(result.Changed ? $"{one.Path} now points {host.Name} at {address}." : $"{one.Path} already points {host.Name} at {address}; nothing was changed.");
            if (result.Changed)
            {
                output.WriteLine(result.Backup is { } backup ? $"What stood there is in {backup}; coderouter setup {host.Id} --undo restores it." : $"There was no such file before; coderouter setup {host.Id} --undo removes it.");
            }
        }

        Tell(host, file, told?.Notes ?? output, errors);
        return ExitCode.Ok;
    }

    // Each file with the name it is remembered under.
    private static IEnumerable<(string Record, HostConfigFile File)> Files(HostFacts host, HostConfigFile? first)
    {
        string record = host.Id;
        for (var file = first; file is not null; file = file.Also, record += "-also")
        {
            yield return (record, file);
        }
    }

    private static int Undo(HostFacts host, HostConfigFile? file, HostWriter writer, TextWriter output, TextWriter errors, SettingsWritten? told)
    {
        var results = (file is null ? [(host.Id, null)] : Files(host, file).Select(static f => (f.Record, (Hosts.Files.ISettingsFormat?)f.File.Format))).Select(r => writer.Undo(r.Item1, r.Item2)).ToList();
        return Undone(host, results.Find(static r => r.Problem is not null) ?? new SetupResult(null, results.Exists(static r => r.Changed), null, results.Find(static r => r.Kept is not null)?.Kept), output, errors, told);
    }

    private static int Undone(HostFacts host, SetupResult result, TextWriter output, TextWriter errors, SettingsWritten? told)
    {
        if (result.Problem is { } problem)
        {
            errors.WriteLine(problem);
            return ExitCode.Failed;
        }

        told?.Changed = result.Changed;
        output.WriteLine(result.Kept is { } kept ? $"{host.Name} is no longer pointed at the gateway. {kept} was edited since the set-up: those edits stay."
            : result.Changed ? $"{host.Name} is as it was before." : $"Nothing to take back: no set-up of {host.Name} is remembered here.");
        return ExitCode.Ok;
    }

    private void Print(HostFacts host, HostConfigFile? file, TextWriter output, SettingsWritten? told)
    {
        if (file is null)
        {
            output.WriteLine($"{host.Name} has no settings file for this; nothing was written. By hand:");
            foreach (string line in HostSetups.LinesFor(host.Id, address, key))
            {
                (told?.Notes ?? output).WriteLine("  " + line);
            }

            return;
        }

        foreach (var (_, one) in Files(host, file))
        {
            string content = one.Format.Apply("", one.Edits);
            told?.Shows(one.Path, content);
            output.WriteLine($"{one.Path}:");
            output.Write(content);
        }

        Tell(host, file, told?.Notes ?? output, told?.Notes ?? output);
    }

    private void Tell(HostFacts host, HostConfigFile file, TextWriter output, TextWriter warnings)
    {
        if (host.Id == "codex" && (key != GatewayAddress.NoKey || (File.Exists(file.Path) && File.ReadAllText(file.Path).Contains(HostConfigFiles.CodexKey, StringComparison.Ordinal))))
        {
            output.WriteLine($"Codex takes the key from the environment: export {HostConfigFiles.CodexKey}={key}");
        }

        foreach (string note in HostSetups.For(address, key).FirstOrDefault(h => h.Id == host.Id)?.Notes ?? [])
        {
            output.WriteLine(note);
        }

        foreach (string path in file.Overriders.Select(o => Path.Combine(around.Folder, o)).Where(p => p != file.Path && File.Exists(p)))
        {
            if (file.Word.Length == 0 || File.ReadAllText(path).Contains(file.Word, StringComparison.Ordinal))
            {
                warnings.WriteLine($"warning: {path} wins over {file.Path} in this folder. Take its setting of the address out, or make the same change there.");
            }
        }
    }
}
