using System.Text;

namespace CodeRouter.Config;

/// <summary>Writes <c>docs/configuration.md</c> from the table of settings.</summary>
public static class SettingReference
{
    private const string Example = """
        ```yaml
        channels:
          - {name: anthropic, kind: anthropic, models: [claude-opus-4-8, claude-haiku-4-5]}
        signals:
          keywords:
            - {name: payments, operator: OR, keywords: [payment, invoice, refund]}
          phases:
            - {name: changes, phases: [implement, refactor, debug], min_confidence: 0.6}
        decisions:
          - name: payments-with-care                     # both hold: work on payments that changes code
            priority: 100
            rules:
              operator: AND
              conditions: [{type: keyword, name: payments}, {type: phase, name: changes}]
            modelRefs: [{model: claude-opus-4-8, use_reasoning: true}]
          - name: prose-for-less                         # a phase by its own name needs no definition
            priority: 50
            rules: {type: phase, name: document}
            modelRefs: [{model: claude-haiku-4-5}]
          - {name: else, rules: {}}                      # everything else: the router chooses
        ```
        """;

    private static readonly (string Title, string Says, string[] Keys)[] Parts =
    [
        ("The file", "", ["name", "description", "version"]),
        ("Listening", "", ["listeners", "server", "access"]),
        ("Models", "A model is what callers and rules name. What is not written comes from the catalog; what neither says is unknown, and unknown never excludes a model.", ["providers"]),
        ("Groups", "Caller-facing names, so that back ends can be swapped or balanced without touching clients. A group `\"*\"` answers for every unknown name.", ["model_groups"]),
        ("Channels", "One way to reach one upstream: address and credentials, once for all its models. A model may be reached through several.", ["channels"]),
        ("Routing", "How the choice is made where no decision makes it.", ["routing"]),
        ("Signals", "Named measurements that decisions refer to by type and name. Each list holds maps with a `name` and the options shown; an example stands under Decisions.", ["signals"]),
        ("Decisions", "Rules over signals. Among those that match, the highest priority is taken; where the file has decisions and none of them matches, `providers.default_model` answers, else the first model. A last decision with `rules: {}` and no models, as here, leaves the rest to the router.\n\n" + Example + "\n\n`coderouter explain --request FILE --config coderouter.yaml` shows which signals a recorded request has and which decision it meets; the page Decisions of the dashboard tries a sentence.", ["decisions"]),
        ("Guards and caches", "", ["guards", "cache", "advanced"]),
        ("Storage and limits", "", ["storage", "limits"]),
        ("Code graph", "Which repositories give the impact signal; see code-graph.md.", ["code_graph"]),
        ("Alerts", "Who is told of budgets, runaway sessions, changed prices and failing channels.", ["alerts"]),
    ];

    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("""
            # Configuration

            <!-- Written by the program from its table of settings; a test holds this page to it. Do not edit by hand. -->

            `coderouter serve --config coderouter.yaml` reads one YAML file; without it, keys in the environment and local servers are
            found by themselves. `coderouter check --config coderouter.yaml` reports every problem at once, with line and remedy. A changed
            file, or SIGHUP, reloads; a broken file leaves the running settings in force.

            - `${NAME}` anywhere is replaced by the environment variable, `${NAME:-default}` gives it a default, `$${` is a literal `${`.
              Inside `{ }` and `[ ]` it needs quotes.
            - `[]` in a key stands for each item of a list, `*` for any name.
            - Durations are written `300s`, `5m`, `250ms`; prices are USD per million tokens; 0 is a price, absent is unknown.
            - Keys nobody knows are kept and reported as warnings. Files of the vllm semantic router load unmodified; keys of its dialects
              that are ours under another name, or do nothing here, stand in the last table.

            """.ReplaceLineEndings("\n"));
        foreach (var (title, says, keys) in Parts)
        {
            text.Append("\n## ").Append(title).Append("\n\n");
            if (says.Length > 0)
            {
                text.Append(says).Append("\n\n");
            }

            Table(text, SettingTable.All.Where(setting => !setting.Dialect && keys.Contains(Top(setting), StringComparer.Ordinal)));
        }

        text.Append("\n## Accepted from the neighbouring dialects\n\n");
        Table(text, SettingTable.All.Where(setting => setting.Dialect && Top(setting) != "version"));
        return text.ToString();
    }

    /// <summary>Every part of the table has its place on the page.</summary>
    internal static IEnumerable<Setting> Unplaced() =>
        SettingTable.All.Where(setting => !setting.Dialect && !Parts.Any(part => part.Keys.Contains(Top(setting), StringComparer.Ordinal)));

    private static string Top(Setting setting) => setting.Path.Split('.', '[')[0];

    private static void Table(StringBuilder text, IEnumerable<Setting> settings)
    {
        text.Append("| key | value | default | |\n|---|---|---|---|\n");
        foreach (var setting in settings)
        {
            text.Append("| `").Append(setting.Path).Append("` | ").Append(Cell(setting.Type)).Append(" | ").Append(Cell(setting.Default)).Append(" | ").Append(Cell(setting.Description)).Append(" |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
