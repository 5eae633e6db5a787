using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary><c>coderouter detect-host</c>: which coding agent we run in, how that was seen, what it can change, and how it reaches the gateway.</summary>
public static class DetectHostVerb
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("detect-host", "Say which coding agent this runs in, what it can switch and how it is pointed at the gateway") { json };
        command.SetAction(parsed => Run(Surroundings.Here(), parsed.GetValue(json), Console.Out, Console.Error));
        return command;
    }

    public static int Run(Surroundings around, bool json, TextWriter output, TextWriter errors)
    {
        if (HostDetection.Misnamed(around) is { } misnamed)
        {
            errors.WriteLine(misnamed);
        }

        var detected = HostDetection.Detect(around);
        if (json)
        {
            output.WriteLine(HostJson.Detected(detected, GatewayAddress.Of(around.Variable), GatewayAddress.Key(around.Variable)));
            return ExitCode.Ok;
        }

        var host = detected.Host;
        output.WriteLine(host.Id == KnownHosts.None
            ? "No coding agent recognised: this looks like a plain shell."
            : string.Create(CultureInfo.InvariantCulture, $"{host.Name} ({host.Id}), {detected.Confidence:0%} sure"));
        foreach (string mark in detected.Marks)
        {
            output.WriteLine("  seen by " + mark);
        }

        if (detected.Session is { } session)
        {
            output.WriteLine("  session " + session);
        }

        output.WriteLine();
        if (host.Id == KnownHosts.None)
        {
            output.WriteLine("coderouter setup HOST points an agent at the gateway, whichever shell this is. Any client that speaks OpenAI, Anthropic or Gemini reaches it with:");
            Lines();
            return ExitCode.Ok;
        }

        output.WriteLine(host.SwitchWith is { } way
            ? $"Its model can be changed from outside: {way}."
            : "Its model cannot be changed from outside. coderouter plan writes one prompt for each task instead, with the model to choose by hand.");
        foreach (var (name, can) in HostJson.Capabilities(host.Capabilities))
        {
            output.WriteLine($"  {name.Replace('_', ' '),-20} {(can ? "yes" : "no")}");
        }

        output.WriteLine();
        output.WriteLine("To send it through the gateway:");
        Lines();
        return ExitCode.Ok;

        void Lines()
        {
            foreach (string line in HostSetups.LinesFor(host.Id, GatewayAddress.Of(around.Variable), GatewayAddress.Key(around.Variable)))
            {
                output.WriteLine("  " + line);
            }
        }
    }
}
