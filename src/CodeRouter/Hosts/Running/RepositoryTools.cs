using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeRouter.Hosts.Running;

/// <summary>What the built-in loop lets a model do, in one folder and nowhere else: read, search, edit, and run what is allowed.</summary>
/// <param name="root">The folder.</param>
/// <param name="mayRun">Asked before each command.</param>
/// <param name="git">Lists the files that count.</param>
public sealed class RepositoryTools(string root, bool mayChange, Func<string, CancellationToken, Task<bool>> mayRun, GitCommand git, TimeSpan limit)
{
    private const int MostCharacters = 40_000, MostLines = 1500, MostMatches = 150, LargestFile = 2 << 20;
    private static readonly UTF8Encoding Utf8 = new(false);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The tools as Chat Completions describes them.</summary>
    public void Describe(Utf8JsonWriter json)
    {
        Tool(json, "read_file", "Read a text file, or list a folder", ("path", "string", "relative to the repository", true), ("offset", "integer", "first line, from 1", false), ("limit", "integer", "how many lines", false));
        Tool(json, "search", "Find lines that match a regular expression in the files of the repository", ("pattern", "string", "the expression", true), ("path", "string", "only below this folder or file", false));
        if (mayChange)
        {
            Tool(json, "edit_file", "Replace a text that occurs exactly once in a file; an empty old_text makes a new file",
                ("path", "string", "relative to the repository", true), ("old_text", "string", "what stands there now", true), ("new_text", "string", "what shall stand there", true));
            Tool(json, "run_command", "Run a shell command in the repository", ("command", "string", "the command", true));
        }
    }

    /// <summary>What a tool answers. Whatever goes wrong is said in the answer, for the model to mend.</summary>
    public async Task<string> CallAsync(string name, string arguments, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments.Length == 0 ? "{}" : arguments);
            var given = document.RootElement;
            switch (name)
            {
                case "read_file":
                    tell("read " + Text(given, "path"));
                    return Read(Text(given, "path"), Number(given, "offset") ?? 1, Number(given, "limit") ?? MostLines);
                case "search":
                    tell("search " + Text(given, "pattern"));
                    return await SearchAsync(Text(given, "pattern"), given.TryGetProperty("path", out _) ? Text(given, "path") : "", cancellationToken).ConfigureAwait(false);
                case "edit_file" when mayChange:
                    tell("edit " + Text(given, "path"));
                    return Edit(Text(given, "path"), Text(given, "old_text"), Text(given, "new_text"));
                case "run_command" when mayChange:
                    return await RunAsync(Text(given, "command"), tell, cancellationToken).ConfigureAwait(false);
                default:
                    return $"error: there is no tool {name}.";
            }
        }
        catch (JsonException)
        {
            return "error: the arguments are not JSON.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or GitException)
        {
            return "error: " + e.Message;
        }
    }

    private string Read(string path, int from, int lines)
    {
        if (ConfinedPath.Resolve(root, path, out string problem) is not { } file)
        {
            return "error: " + problem;
        }

        if (Directory.Exists(file))
        {
            return string.Join('\n', new DirectoryInfo(file).EnumerateFileSystemInfos().Where(static f => f.Name != ".git").OrderBy(static f => f.Name, StringComparer.Ordinal).Take(MostLines).Select(static f => f is DirectoryInfo ? f.Name + "/" : f.Name));
        }

        if (!File.Exists(file))
        {
            return $"error: there is no file {path}.";
        }

        var text = new StringBuilder();
        foreach (string line in Content(file).Split('\n').Skip(Math.Max(0, from - 1)).Take(Math.Clamp(lines, 1, MostLines)))
        {
            text.Append(line).Append('\n');
        }

        return Cut(text.ToString());
    }

    private async Task<string> SearchAsync(string pattern, string path, CancellationToken cancellationToken)
    {
        if (ConfinedPath.Resolve(root, path, out string problem) is not { } below)
        {
            return "error: " + problem;
        }

        Regex regex;
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return "error: the pattern is no regular expression that can be used here: " + e.Message;
        }

        var found = new StringBuilder();
        int matches = 0;
        string listed = await git.AskAsync(cancellationToken, "ls-files", "-z", "--cached", "--others", "--exclude-standard").ConfigureAwait(false);
        foreach (string name in listed.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ConfinedPath.Resolve(root, name, out _) is not { } file || !(file == below || below == root || file.StartsWith(below + Path.DirectorySeparatorChar, StringComparison.Ordinal)) || new FileInfo(file) is not { Exists: true, Length: < LargestFile })
            {
                continue;
            }

            string[] lines = File.ReadAllText(file).Split('\n');
            for (int i = 0; i < lines.Length && matches < MostMatches; i++)
            {
                if (regex.IsMatch(lines[i]))
                {
                    matches++;
                    found.Append(CultureInfo.InvariantCulture, $"{name}:{i + 1}: {(lines[i].Length > 300 ? lines[i][..300] : lines[i])}\n");
                }
            }
        }

        return matches == 0 ? "nothing matches" : Cut(found.ToString());
    }

    private string Edit(string path, string before, string after)
    {
        if (ConfinedPath.Resolve(root, path, out string problem) is not { } file)
        {
            return "error: " + problem;
        }

        if (before.Length == 0)
        {
            if (File.Exists(file))
            {
                return $"error: {path} is there already. Name the text to replace.";
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, after, Utf8);
            return $"{path} is written.";
        }

        if (!File.Exists(file))
        {
            return $"error: there is no file {path}.";
        }

        string text = Content(file);
        int at = text.IndexOf(before, StringComparison.Ordinal);
        if (at < 0)
        {
            return $"error: old_text does not occur in {path}. Read the file again and copy the text exactly.";
        }

        if (text.IndexOf(before, at + 1, StringComparison.Ordinal) >= 0)
        {
            return $"error: old_text occurs more than once in {path}. Take more of the lines around it.";
        }

        File.WriteAllText(file, string.Concat(text.AsSpan(0, at), after, text.AsSpan(at + before.Length)), Utf8);
        return $"{path} is changed.";
    }

    private async Task<string> RunAsync(string command, Action<string> tell, CancellationToken cancellationToken)
    {
        if (!await mayRun(command, cancellationToken).ConfigureAwait(false))
        {
            tell("not allowed: " + command);
            return "error: this command is not allowed here. Go on without it.";
        }

        tell("run " + command);
        var result = await ChildProcess.RunAsync(ChildProcess.Shell(command, root), limit, null, cancellationToken).ConfigureAwait(false);
        string ended = result.TimedOut ? "it was ended: it took too long" : $"exit status {result.ExitCode}";
        return $"{Tail(result.Output, MostCharacters / 2)}\n{ended}";
    }

    // A file that is no text would come back changed.
    private static string Content(string file)
    {
        if (new FileInfo(file).Length > LargestFile)
        {
            throw new IOException("the file is too large to be read here.");
        }

        byte[] bytes = File.ReadAllBytes(file);
        return bytes.AsSpan().Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes) ? throw new IOException("the file is no UTF-8 text.") : Encoding.UTF8.GetString(bytes);
    }

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "\n… (cut; ask for less)";

    public static string Tail(string text, int most) => text.Length <= most ? text.TrimEnd() : "…" + text[^most..].TrimEnd();

    private static string Text(JsonElement given, string name) =>
        given.ValueKind == JsonValueKind.Object && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} is missing; it is a text.");

    private static int? Number(JsonElement given, string name) => given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;

    private static void Tool(Utf8JsonWriter json, string name, string description, params ReadOnlySpan<(string Name, string Type, string Description, bool IsRequired)> parameters)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", name);
        json.WriteString("description", description);
        json.WriteStartObject("parameters");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var parameter in parameters)
        {
            json.WriteStartObject(parameter.Name);
            json.WriteString("type", parameter.Type);
            json.WriteString("description", parameter.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var parameter in parameters)
        {
            if (parameter.IsRequired)
            {
                json.WriteStringValue(parameter.Name);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
