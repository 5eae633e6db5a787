using System.CommandLine;
using CodeRouter.Config;

namespace CodeRouter.Cli;

/// <summary><c>coderouter import litellm FILE</c>: another gateway's configuration as ours, with everything named that does not come along.</summary>
public static class ImportVerb
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "The config.yaml that a LiteLLM proxy is started with" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var litellm = new Command("litellm", "Print a configuration made from a LiteLLM proxy's; what does not come along is told on standard error") { file, json };
        litellm.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(json), Console.Out, Console.Error));
        return new Command("import", "Configurations of other gateways") { litellm };
    }

    internal static int Run(string file, bool json, TextWriter output, TextWriter errors)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file} cannot be read: {e.Message.TrimEnd('.')}. Name the config.yaml that the LiteLLM proxy is started with.");
            return ExitCode.Failed;
        }

        var (read, problem) = LiteLlmConfig.Of(text, ShippedCatalog.Load());
        if (read is null)
        {
            errors.WriteLine($"{file}: {problem}.");
            return ExitCode.Usage;
        }

        if (json)
        {
            output.WriteLine(JsonLine.Of(writer =>
            {
                writer.WriteString("yaml", read.Yaml);
                writer.WriteStartArray("notes");
                foreach (var (path, says) in read.Notes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("path", path);
                    writer.WriteString("says", says);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return ExitCode.Ok;
        }

        output.Write(read.Yaml);
        foreach (var (path, says) in read.Notes)
        {
            errors.WriteLine($"{path}: {says}.");
        }

        errors.WriteLine("Keys of callers do not come along: make them with coderouter keys create NAME. What was written is looked over by coderouter check --config FILE.");
        return ExitCode.Ok;
    }
}
