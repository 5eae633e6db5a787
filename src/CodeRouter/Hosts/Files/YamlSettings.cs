using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CodeRouter.Hosts.Files;

/// <summary>Top-level scalars of a YAML mapping in block style.</summary>
public sealed class YamlSettings : ISettingsFormat
{
    public string Apply(string text, IReadOnlyList<SettingsEdit> edits)
    {
        var before = Read(text);
        var lines = new TextLines(text);
        foreach (var edit in edits)
        {
            string name = edit.Path[0];
            int at = LineOf(lines, name);
            if (at < 0)
            {
                lines.Append($"{name}: {edit.Value}");
                continue;
            }

            if (before.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlScalarNode { Value: var now })
            {
                if (now == edit.Value)
                {
                    continue;
                }

                int comment = lines.All[at].IndexOf(" #", StringComparison.Ordinal);
                lines.All[at] = $"{name}: {edit.Value}{(comment < 0 ? "" : " " + lines.All[at][comment..].TrimStart())}";
            }
        }

        // What came out must say what was meant, else the file is of a shape that is not edited by lines.
        string edited = lines.ToString();
        var after = Read(edited);
        foreach (var edit in edits)
        {
            if (!after.Children.TryGetValue(new YamlScalarNode(edit.Path[0]), out var value) || value is not YamlScalarNode { Value: var now } || now != edit.Value)
            {
                throw new FormatException($"{edit.Path[0]} stands in a form that cannot be changed without touching the rest");
            }
        }

        return edited;
    }

    public string? Value(string text, IReadOnlyList<string> path) => Read(text).Children.TryGetValue(new YamlScalarNode(path[0]), out var value) && value is YamlScalarNode scalar ? scalar.Value : null;

    public string Restore(string text, IReadOnlyList<string> path, string before)
    {
        TextLines lines = new(text), old = new(before);
        int was = LineOf(old, path[0]);
        lines.Put(LineOf(lines, path[0]), was < 0 ? null : old.All[was]);
        Read(lines.ToString());
        return lines.ToString();
    }

    private static int LineOf(TextLines lines, string name) =>
        lines.All.FindIndex(l => l.StartsWith(name, StringComparison.Ordinal) && l[name.Length..].TrimStart().StartsWith(':'));

    private static YamlMappingNode Read(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // The parser also stumbles with exceptions of its own making over brackets without an end.
            throw new FormatException($"it is not well-formed YAML: {e.Message}{(e is YamlException at ? $" (line {at.Start.Line})" : "")}", e);
        }

        return stream.Documents.Count switch
        {
            0 => new YamlMappingNode(),
            1 when stream.Documents[0].RootNode is YamlMappingNode { Style: not YamlDotNet.Core.Events.MappingStyle.Flow } mapping => mapping,
            1 when stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" } => new YamlMappingNode(),
            _ => throw new FormatException("it is no single YAML mapping in block style"),
        };
    }
}
