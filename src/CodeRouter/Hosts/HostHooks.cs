using System.Text.Json;
using CodeRouter.Hosts.Files;

namespace CodeRouter.Hosts;

/// <summary>What shows the model, the phase and the cost inside a coding agent, where it offers a place for it.</summary>
public static class HostHooks
{
    /// <summary>The agents that offer one.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["claude_code", "codex", "opencode"];

    /// <summary>The file and what is set in it; null for an agent that offers no place.</summary>
    /// <param name="program">How this program is started, quoted for a shell.</param>
    /// <param name="before">What stands in the file now; empty when there is none.</param>
    /// <exception cref="JsonException">It is not well-formed.</exception>
    public static HostConfigFile? For(string host, string home, Func<string, string?> variable, string program, Func<string, string> before)
    {
        switch (host)
        {
            case "claude_code":
                string claude = Path.Combine(Folder(variable("CLAUDE_CONFIG_DIR"), home, ".claude"), "settings.json");
                return File(claude, Claude(before(claude), program));
            case "codex":
                string codex = Path.Combine(Folder(variable("CODEX_HOME"), home, ".codex"), "hooks.json");
                return File(codex, [Stop(before(codex), program)]);
            case "opencode":
                string plugin = Path.Combine(Folder(variable("XDG_CONFIG_HOME"), home, ".config"), "opencode", "plugins", "coderouter.js");
                return new HostConfigFile(plugin, new WholeText(), [new SettingsEdit([], Plugin(program))], [], "");
            default:
                return null;
        }
    }

    private static HostConfigFile File(string path, IReadOnlyList<SettingsEdit> edits) => new(path, new JsonSettings(), edits, [], "");

    // A status line of somebody's own stays; the line after each turn is then all there is.
    private static List<SettingsEdit> Claude(string before, string program)
    {
        var edits = new List<SettingsEdit> { Stop(before, program) };
        using var document = Parse(before);
        if (!document.RootElement.TryGetProperty("statusLine", out var line) || IsOurs(line))
        {
            edits.Add(new SettingsEdit(["statusLine"], $$"""{ "type": "command", "command": {{Text(program + " status-line")}} }""", IsRaw: true));
        }

        return edits;
    }

    // Hooks of others stay where they are; ours comes behind them, once.
    private static SettingsEdit Stop(string before, string program)
    {
        using var document = Parse(before);
        var theirs = document.RootElement.TryGetProperty("hooks", out var hooks) && hooks.ValueKind == JsonValueKind.Object && hooks.TryGetProperty("Stop", out var stop) && stop.ValueKind == JsonValueKind.Array
            ? stop.EnumerateArray().Where(static h => !IsOurs(h)).Select(static h => h.GetRawText()).ToList()
            : [];
        theirs.Add($$"""{ "hooks": [{ "type": "command", "command": {{Text(program + " status-line --hook")}} }] }""");
        return new SettingsEdit(["hooks", "Stop"], $"[{string.Join(", ", theirs)}]", IsRaw: true);
    }

    private static bool IsOurs(JsonElement element) => element.GetRawText().Contains(" status-line", StringComparison.Ordinal);

    private static JsonDocument Parse(string text)
    {
        var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("it is no JSON object");
    }

    private static string Plugin(string program) => $$"""
        // Shows what CodeRouter chose and what it cost, after each turn. Written by coderouter hooks opencode; --undo removes it.
        import { exec } from "node:child_process"
        export const CodeRouter = async ({ client }) => ({
          event: async ({ event }) => {
            if (event.type !== "session.idle") return
            exec({{Text(program + " status-line --session ")}} + event.properties.sessionID, (error, line) => {
              if (!error && line.trim()) client.tui.showToast({ body: { title: "CodeRouter", message: line.trim(), variant: "info" } }).catch(() => {})
            })
          },
        })

        """;

    private static string Folder(string? named, string home, string usual) => named is { Length: > 0 } ? named : Path.Combine(home, usual);

    private static string Text(string value) => JsonSerializer.Serialize(value, JsonTexts.Relaxed.String);

    /// <summary>A file that is ours from end to end.</summary>
    private sealed class WholeText : ISettingsFormat
    {
        public string Apply(string text, IReadOnlyList<SettingsEdit> edits) => edits[0].Value;

        public string? Value(string text, IReadOnlyList<string> path) => null;

        public string Restore(string text, IReadOnlyList<string> path, string before) => text;
    }
}
