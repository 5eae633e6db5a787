using System.Text.RegularExpressions;

namespace CodeRouter.Core.Tokens;

/// <summary>Whose tokeniser a model name stands for, from the model itself to anybody.</summary>
internal static partial class TokenKin
{
    /// <summary>A name that begins so, or has this behind a hyphen, is of these lines, the nearest first.</summary>
    private static readonly (string Mark, string[] Lines)[] Marks =
    [
        ("gpt-oss", ["gpt-oss"]), ("gpt-3", ["gpt-old"]), ("gpt-4-", ["gpt-old"]), ("gpt-4o", ["gpt"]), ("gpt-4", ["gpt"]), ("gpt-5-", ["gpt-5", "gpt-reasoning"]), ("gpt-", ["gpt-reasoning"]),
        ("o1", ["gpt-o", "gpt-reasoning"]), ("o3", ["gpt-o", "gpt-reasoning"]), ("o4", ["gpt-o", "gpt-reasoning"]), ("codex", ["gpt-5", "gpt-reasoning"]), ("chatgpt", ["gpt"]),
        ("claude-3", ["claude-3", "claude"]), ("claude", ["claude"]), ("gemini-1", ["gemini-2", "gemini"]), ("gemini-2-0", ["gemini-2", "gemini"]), ("gemini-2", ["gemini-2-5", "gemini"]),
        ("gemini-3", ["gemini-3", "gemini"]), ("gemini", ["gemini"]), ("gemma", ["gemini"]),
        ("mistral", ["mistral"]), ("ministral", ["mistral"]), ("magistral", ["mistral"]), ("devstral", ["mistral"]), ("codestral", ["mistral"]), ("pixtral", ["mistral"]), ("mixtral", ["mistral"]),
        ("llama", ["llama"]), ("deepseek", ["deepseek"]), ("grok", ["grok"]), ("qwen", ["qwen"]), ("qwq", ["qwen"]), ("glm", ["glm"]), ("kimi", ["kimi"]), ("command", ["command"]),
    ];

    /// <summary>Nearest first: the model without provider and date, its vendor's line, the empty key of all.</summary>
    public static string[] Of(string model)
    {
        string name = model.ToLowerInvariant();
        name = name[(name.LastIndexOf('/') + 1)..];
        int from = Math.Max(0, name.LastIndexOf('.', Math.Max(0, name.IndexOf("claude", StringComparison.Ordinal))));
        name = from > 0 ? name[(from + 1)..] : name;
        name = Suffix().Replace(name, "").Replace('.', '-');
        foreach (var (mark, lines) in Marks)
        {
            if (name.StartsWith(mark, StringComparison.Ordinal) || name.Contains("-" + mark, StringComparison.Ordinal))
            {
                return [name, .. lines.Where(line => line != name), ""];
            }
        }

        return [name, ""];
    }

    [GeneratedRegex(@"(:.*|@.*|-v\d+:\d+|-\d{4}-\d{2}-\d{2}|-\d{8}|-latest|-preview(-\d\d-\d\d(\d\d)?)?|-\d{4})+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}
