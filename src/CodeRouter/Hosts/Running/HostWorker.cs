using System.ComponentModel;
using System.Diagnostics;

namespace CodeRouter.Hosts.Running;

/// <summary>A coding agent's own program, started once for each thing to do.</summary>
/// <param name="program">Path of it.</param>
/// <param name="gateway">Null leaves it with its own account.</param>
public sealed class HostWorker(HostFacts host, string program, GatewayUse? gateway, bool anyCommand, TimeSpan limit) : IWorker
{
    private const int LongestTrouble = 600;

    public async Task<WorkDone> WorkAsync(WorkOrder order, Action<string> tell, CancellationToken cancellationToken)
    {
        var invocation = HostInvocations.For(host.Id, order, gateway, anyCommand);
        var start = new ProcessStartInfo(program) { WorkingDirectory = order.Folder };
        foreach (string argument in invocation.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // An agent that believes it runs inside another refuses, or takes the other's session for its own.
        foreach (string mark in KnownHosts.All.SelectMany(static h => h.Variables))
        {
            start.Environment.Remove(mark);
        }

        foreach (var (name, value) in invocation.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        ChildResult result;
        try
        {
            result = await ChildProcess.RunAsync(start, limit, line => Tell(line, tell), cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return new WorkDone("", null, null, $"{host.Name} cannot be started: {e.Message.TrimEnd('.')}. Start it once by hand and see what it says.");
        }

        var answer = invocation.Read(result.Answer);
        return new WorkDone(answer.Text ?? "", answer.Conversation ?? invocation.Resume, answer.CostUsd, Trouble(result, answer));
    }

    public string Describe(string model) => $"{host.Name} ({Path.GetFileName(program)}), model {model}{(gateway is null ? "" : ", through " + gateway.Address)}";

    private string? Trouble(ChildResult result, HostAnswer answer)
    {
        if (result.TimedOut)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host.Name} was ended: it had not finished after {limit.TotalSeconds:0} s. Allow it more with --attempt-timeout, or make the task smaller.");
        }

        if (result.ExitCode == 0 && answer.Trouble is null)
        {
            return null;
        }

        string said = (answer.Trouble ?? answer.Text ?? result.Output).Trim();
        said = said.Length > LongestTrouble ? "…" + said[^LongestTrouble..] : said;
        return $"{host.Name} ended with status {result.ExitCode}: {said.TrimEnd('.')}. Start {Path.GetFileName(program)} once by hand; it may have to be signed in, not know the model, or need coderouter setup {host.Id}.";
    }

    private static void Tell(string line, Action<string> tell)
    {
        if (HostAnswers.Progress(line) is { } doing)
        {
            tell(doing);
        }
    }
}
