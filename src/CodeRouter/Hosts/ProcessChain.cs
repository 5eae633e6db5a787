using System.Globalization;
using System.Text;

namespace CodeRouter.Hosts;

/// <summary>The processes we were started by, nearest first: what each is called, and the script it runs where it is an interpreter.</summary>
public static class ProcessChain
{
    private const int MostParents = 40;

    private static readonly string[] Interpreters = ["node", "nodejs", "bun", "deno", "python", "python3", "sh", "bash", "dash", "zsh", "MainThread", "env", "npm", "npx"];

    /// <summary>Empty where the system does not tell.</summary>
    /// <param name="root">Folder of the process table.</param>
    public static IReadOnlyList<string> Read(int from, string root = "/proc")
    {
        var names = new List<string>();
        int at = from;
        for (int i = 0; i < MostParents && Parent(root, at) is > 1 and var parent; i++)
        {
            names.AddRange(NamesOf(root, parent));
            at = parent;
        }

        return names;
    }

    // "PID (any name) S PARENT …": the name may hold blanks and parentheses, so it is read from its end.
    private static int? Parent(string root, int process)
    {
        string? stat = Text(Path.Combine(root, process.ToString(CultureInfo.InvariantCulture), "stat"));
        string[] rest = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length > 1 && int.TryParse(rest[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? parent : null;
    }

    private static IEnumerable<string> NamesOf(string root, int process)
    {
        string folder = Path.Combine(root, process.ToString(CultureInfo.InvariantCulture));
        string name = (Text(Path.Combine(folder, "comm")) ?? "").Trim();
        string[] words = (Text(Path.Combine(folder, "cmdline")) ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (name.Length > 0 && !IsInterpreter(name))
        {
            yield return name;
        }

        if (words.Length == 0)
        {
            yield break;
        }

        string first = Path.GetFileName(words[0]);
        if (!IsInterpreter(first) && first != name)
        {
            yield return first;
        }

        // The script is the first word that is no option: "node --flag …/bin/gemini -p …". With -c there is none.
        if ((IsInterpreter(first) || IsInterpreter(name)) && words.Skip(1).FirstOrDefault(static w => w == "-c" || w == "-e" || !w.StartsWith('-')) is { } script && !script.StartsWith('-'))
        {
            foreach (string part in ScriptNames(script))
            {
                yield return part;
            }
        }
    }

    // …/node_modules/@google/gemini-cli/dist/index.js says it by its package, …/bin/gemini by its name.
    private static IEnumerable<string> ScriptNames(string script)
    {
        yield return Path.GetFileNameWithoutExtension(script);
        const string packages = "node_modules/";
        int at = script.LastIndexOf(packages, StringComparison.Ordinal);
        if (at >= 0)
        {
            string[] parts = script[(at + packages.Length)..].Split('/');
            string package = parts[0].StartsWith('@') && parts.Length > 1 ? parts[0] + "/" + parts[1] : parts[0];
            if (Packages.TryGetValue(package, out string? known))
            {
                yield return known;
            }
        }
    }

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["@google/gemini-cli"] = "gemini",
        ["@qwen-code/qwen-code"] = "qwen",
        ["@continuedev/cli"] = "cn",
        ["@github/copilot"] = "copilot",
        ["@anthropic-ai/claude-code"] = "claude",
        ["@openai/codex"] = "codex",
        ["opencode-ai"] = "opencode",
        ["@kilocode/cli"] = "kilo",
        ["@vibe-kit/grok-cli"] = "grok",
        ["cline"] = "cline",
    };

    private static bool IsInterpreter(string name) => Interpreters.Contains(name, StringComparer.Ordinal) || name.StartsWith("python3.", StringComparison.Ordinal);

    private static string? Text(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
