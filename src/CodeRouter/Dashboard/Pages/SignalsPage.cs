using CodeRouter.Core.Signals;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configured measurements that rules name.</summary>
internal sealed class SignalsPage(DashboardParts parts)
{
    public Reply Answer()
    {
        var signals = parts.State.Current.Settings.Policy.Signals;
        if (signals.Count == 0)
        {
            return new Reply("Signals", new Html().Add($"<p>None are configured: only the built-in ones (phase, evidence, risk, context and the like) are read.</p>"));
        }

        var body = new Html().Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Signals\"><table><thead><tr><th scope=\"col\">Type</th><th scope=\"col\">Name</th><th scope=\"col\">What it looks for</th></tr></thead><tbody>");
        foreach (var signal in signals)
        {
            body.Add($"<tr><td>{signal.Type}</td><th scope=\"row\">{signal.Name}</th><td class=\"long\">{string.Join(" · ", signal.Options.Map.Where(static o => o.Key != "name").Select(static o => $"{o.Key}: {Words(o.Value)}"))}</td></tr>");
        }

        return new Reply("Signals", body.Add($"</tbody></table></div>"));
    }

    private static string Words(OptionNode option) =>
        option.Scalar ?? string.Join(", ", option.Items.Select(Words).Concat(option.Map.Select(static m => $"{m.Key} {Words(m.Value)}")));
}
