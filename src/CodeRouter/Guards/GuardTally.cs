using CodeRouter.Config;

namespace CodeRouter.Guards;

/// <summary>Counts what is found in one request and says what follows from it. It holds types and numbers, never values.</summary>
internal sealed class GuardTally(GuardSettings settings)
{
    private readonly Dictionary<string, int> _found = new(StringComparer.Ordinal);
    private string? _local;
    private double _injection;
    private IReadOnlyList<GuardRule> _routing = [];

    public string? Refusal { get; private set; }

    public GuardVerdict Verdict => new() { Found = _found, Refusal = Refusal, LocalOnly = _local, Routing = _routing, Injection = _injection };

    /// <summary>What is to be done with it: <see cref="GuardAction.Redact"/> or nothing more.</summary>
    public GuardAction Count(Sighting sighting)
    {
        Add(sighting.Guard + ":" + sighting.Type);
        var action = settings.ActionOf(sighting.Guard);
        switch (action)
        {
            case GuardAction.Block:
                string where = sighting.FromTool ? "a tool's result" : "the request";
                Refusal ??= $"There is {Readable(sighting.Type)} in {where}, and guards.{SettingOf(sighting.Guard)} is set to block. Take it out and send the request again.";
                break;
            case GuardAction.Redact when sighting.Signed:
                Refusal ??= $"There is {Readable(sighting.Type)} in a block that the provider has signed: it cannot be redacted without breaking the signature. Start a new conversation without it.";
                return GuardAction.Block;
            case GuardAction.Route:
                _local ??= $"{Readable(sighting.Type)} in the request: only local models may see it";
                break;
        }

        return action;
    }

    public void CountInjection(double human, double tool, double flagged)
    {
        _injection = Math.Max(_injection, Math.Max(human, tool));
        if (human >= flagged)
        {
            Add("jailbreak:human");
            if (settings.Jailbreak is GuardAction.Block or GuardAction.Redact)
            {
                Refusal ??= "The message reads like an attempt to override the model's rules, and guards.jailbreak is set to block. Say what you need in plain words; if this is a mistake, the operator can set guards.jailbreak to observe.";
            }
            else if (settings.Jailbreak == GuardAction.Route)
            {
                _local ??= "the message reads like an attempt to override the model's rules: only local models may see it";
            }
        }

        if (tool >= flagged)
        {
            Add("jailbreak:tool");
            if (settings.ToolInjection == GuardAction.Block)
            {
                Refusal ??= "A tool's result speaks to the model as if it were its operator, and guards.jailbreak_tools is set to block. Leave that file or page out, or set guards.jailbreak_tools to observe.";
            }
        }
    }

    /// <summary>The operator's rules that the request meets.</summary>
    public void Apply(IReadOnlyList<GuardRule> met)
    {
        foreach (var rule in met)
        {
            Add("rule:" + rule.Name);
            if (rule.Action == GuardAction.Block)
            {
                Refusal ??= rule.Message ?? $"The rule {rule.Name} (guards.rules) blocks this request. Take out what it names, or ask the operator.";
            }
        }

        _routing = [.. met.Where(static r => r.Action == GuardAction.Route)];
    }

    private void Add(string name) => _found[name] = _found.GetValueOrDefault(name) + 1;

    /// <summary>The key below <c>guards</c> that says what a guard does.</summary>
    public static string SettingOf(string guard) => guard is "secrets" or "pii" ? guard : "plugins." + guard;

    public static string Readable(string type) => (type[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + type.Replace('_', ' ');
}
