using System.Text;
using System.Text.Json;
using CodeRouter.Core.Agents;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>Reads a call's arguments for what matters: the command and the paths. Arguments are the model's writing and may be anything.</summary>
internal static class ToolArguments
{
    private const int MaxPaths = 8;
    private const int MaxArguments = 600;

    public static ToolUse Read(string tool, string arguments, IAgentProfile? agent)
    {
        var role = ToolRoles.Of(tool, agent);
        var paths = new List<string>(2);
        string command = "";
        var text = arguments.AsSpan().TrimStart();
        if (!text.IsEmpty && text[0] == '{')
        {
            command = ReadJson(arguments, paths);
        }
        else if (role == ToolRole.Run)
        {
            command = arguments;
        }
        else if (role is ToolRole.Read or ToolRole.Edit or ToolRole.Search && !text.IsEmpty && text.Length < 4000)
        {
            AddSummaryPath(text, paths);
        }

        AddPatchPaths(command.Length > 0 ? command : arguments, paths);
        if (role == ToolRole.Run && command.Contains("tools.", StringComparison.Ordinal))
        {
            (command, role) = CodeMode(command);
        }

        if (role != ToolRole.Run)
        {
            command = "";
        }

        return new ToolUse(tool, role, command, arguments.Length > MaxArguments ? arguments[..MaxArguments] : arguments, paths);
    }

    private static string ReadJson(string arguments, List<string> paths)
    {
        string command = "";
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(arguments));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString() ?? "";
                reader.Read();
                switch (name)
                {
                    case "command" or "cmd" or "commands" or "script" or "chars" or "input" or "code":
                        command = Command(ref reader);
                        break;
                    case "file_path" or "filePath" or "path" or "filepath" or "absolute_path" or "notebook_path" or "target_file" or "TargetFile" or "AbsolutePath" or "filename" or "file" or "relative_workspace_path" when reader.TokenType == JsonTokenType.String:
                        Add(reader.GetString(), paths);
                        break;
                    case "files" or "paths" or "file_paths" when reader.TokenType == JsonTokenType.StartArray:
                        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                        {
                            if (reader.TokenType == JsonTokenType.String)
                            {
                                Add(reader.GetString(), paths);
                            }
                            else if (reader.TokenType is JsonTokenType.StartArray)
                            {
                                reader.Skip();
                            }
                        }

                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut short or never JSON: what was read so far stands.
        }

        return command;
    }

    private static string Command(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString() ?? "";
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return "";
        }

        // ["bash","-lc","cd x && y"] is one command; a list of commands is run one after the other.
        var words = new List<string>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                words.Add(reader.GetString() ?? "");
            }
            else
            {
                reader.Skip();
            }
        }

        if (words.Count >= 3 && words[1] is "-lc" or "-c" or "-Command")
        {
            return words[2];
        }

        return words.Exists(w => w.Contains(' ')) ? string.Join('\n', words) : string.Join(' ', words);
    }

    // "patch src/a.cs", "src/a.cs | edit: …", "pattern=x path=src": how a shortened call reads.
    private static void AddSummaryPath(ReadOnlySpan<char> text, List<string> paths)
    {
        int at = text.IndexOf("path=", StringComparison.Ordinal);
        if (at >= 0)
        {
            text = text[(at + 5)..];
        }
        else if (text.StartsWith("patch ", StringComparison.Ordinal))
        {
            text = text[6..];
        }

        int end = text.IndexOfAny(" \n|");
        var path = end < 0 ? text : text[..end];
        if (path.ContainsAny("/.\\") && path.Length < 400)
        {
            Add(path.ToString(), paths);
        }
    }

    private static void AddPatchPaths(string text, List<string> paths)
    {
        if (!text.Contains("*** ", StringComparison.Ordinal))
        {
            return;
        }

        foreach (string mark in (ReadOnlySpan<string>)["*** Update File: ", "*** Add File: ", "*** Delete File: "])
        {
            for (int at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0 && paths.Count < MaxPaths; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
            {
                int start = at + mark.Length;
                int end = text.AsSpan(start).IndexOfAny("\n\r\\\"");
                Add(end < 0 ? text[start..] : text.Substring(start, end), paths);
            }
        }
    }

    // Codex code mode writes JavaScript: `await tools.exec_command({cmd: "…"})`, `tools.apply_patch("…")`.
    private static (string, ToolRole) CodeMode(string script)
    {
        if (script.Contains("tools.apply_patch", StringComparison.Ordinal))
        {
            return ("", ToolRole.Edit);
        }

        int at = script.IndexOf("cmd", StringComparison.Ordinal);
        int quote = at < 0 ? -1 : script.AsSpan(at + 3).IndexOfAny('"', '\'', '`');
        if (quote < 0 || quote > 6)
        {
            // `"cmd": "…"`: the first quote belongs to the name.
            return (script, ToolRole.Run);
        }

        int start = at + 3 + quote + 1;
        if (script[at + 3] == '"' && script.AsSpan(start).IndexOf('"') is var next and >= 0 and < 4)
        {
            start += next + 1;
        }

        int end = script.AsSpan(start).IndexOfAny('"', '\'', '`');
        return (end < 0 ? script[start..] : script.Substring(start, end), ToolRole.Run);
    }

    private static void Add(string? path, List<string> paths)
    {
        if (!string.IsNullOrWhiteSpace(path) && path.Length < 1000 && paths.Count < MaxPaths && !paths.Contains(path, StringComparer.Ordinal))
        {
            paths.Add(path);
        }
    }
}
