using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>
/// A tool result made readable: colour codes and harness notes removed, and clients that wrap the output in JSON unwrapped.
/// </summary>
/// <param name="Text">What the tool printed, status lines included.</param>
/// <param name="ExitCode">A status stated outside the text.</param>
/// <param name="Failed">The wrapper says that the call failed or did not.</param>
public readonly record struct ResultText(string Text, int? ExitCode, bool? Failed)
{
    private const int MaxJson = 200_000;

    public static ResultText Read(string raw)
    {
        string text = raw;
        int? code = null;
        bool? failed = null;
        var trimmed = raw.AsSpan().TrimStart();
        if (trimmed.Length > 1 && trimmed[0] is '{' or '[' && raw.Length < MaxJson)
        {
            (text, code, failed) = Unwrap(raw);
        }
        else if (trimmed.StartsWith("Script ", StringComparison.Ordinal) || trimmed.StartsWith("Wall time", StringComparison.Ordinal))
        {
            (text, code, failed) = CodeMode(raw);
        }

        if (text.Contains('\u001b'))
        {
            text = WithoutColours(text);
        }

        if (text.Contains('\r'))
        {
            // Progress is drawn over the line before: each state is a line of its own.
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }

        return new ResultText(HarnessNotes.Strip(text), code, failed);
    }

    // Codex code mode: a head in words, then what the script printed, usually {"exit_code":1,"output":"..."}.
    private static (string, int?, bool?) CodeMode(string raw)
    {
        bool? failed = raw.AsSpan().TrimStart().StartsWith("Script failed", StringComparison.Ordinal) ? true : null;
        int brace = raw.IndexOf("\n{", StringComparison.Ordinal);
        if (brace < 0)
        {
            return (raw, null, failed);
        }

        var (inner, code, innerFailed) = Unwrap(raw[(brace + 1)..]);
        return code is null && innerFailed is null ? (raw, null, failed) : (inner, code, failed ?? innerFailed);
    }

    private static (string, int?, bool?) Unwrap(string raw)
    {
        try
        {
            using var document = JsonDocument.Parse(EscapedHalves.Replaced(raw), new JsonDocumentOptions { MaxDepth = 16 });
            var text = new StringBuilder();
            int? code = null;
            bool? failed = null;
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in root.EnumerateArray())
                {
                    if (!ReadObject(item, text, ref code, ref failed))
                    {
                        return (raw, null, null);
                    }
                }
            }
            else if (!ReadObject(root, text, ref code, ref failed))
            {
                return (raw, null, null);
            }

            // {"success":false,"numFailedTests":1, ...} is a report that a command printed: no client hides all it has to say.
            return (text.Length > 0 || SaysNothing(root) ? text.ToString() : raw, code, failed);
        }
        catch (JsonException)
        {
            return (raw, null, null);
        }
    }

    // An empty output, as opposed to none.
    private static bool SaysNothing(JsonElement root)
    {
        foreach (var item in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root])
        {
            foreach (var member in item.EnumerateObject())
            {
                if (member.Name is "result" or "output" or "stdout" or "stderr" or "text" or "content" && member.Value.ValueKind == JsonValueKind.String)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool ReadObject(JsonElement item, StringBuilder text, ref int? code, ref bool? failed)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        bool known = false;
        foreach (var member in item.EnumerateObject())
        {
            switch (member.Name)
            {
                case "result" or "output" or "stdout" or "stderr" or "text" or "content" when member.Value.ValueKind == JsonValueKind.String:
                    if (text.Length > 0)
                    {
                        text.Append('\n');
                    }

                    text.Append(member.Value.GetString());
                    known = true;
                    break;
                case "error" when member.Value.ValueKind == JsonValueKind.String:
                    text.Append(text.Length > 0 ? "\n" : "").Append(member.Value.GetString());
                    failed = true;
                    known = true;
                    break;
                case "success" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    failed = (failed ?? false) || member.Value.ValueKind == JsonValueKind.False;
                    known = true;
                    break;
                case "exit_code" or "exitCode" or "returncode" when member.Value.TryGetInt32(out int value):
                    code = value;
                    known = true;
                    break;
                case "metadata" when member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("exit_code", out var nested) && nested.TryGetInt32(out int nestedCode):
                    code = nestedCode;
                    known = true;
                    break;
                default:
                    break;
            }
        }

        return known;
    }

    /// <summary>The text without a terminal's escape sequences.</summary>
    internal static string WithoutColours(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\u001b')
            {
                kept.Append(text[i]);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '[')
            {
                i += 2;
                while (i < text.Length && text[i] is < '@' or > '~')
                {
                    i++;
                }
            }
        }

        return kept.ToString();
    }
}
