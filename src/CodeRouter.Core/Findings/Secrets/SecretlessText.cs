using System.Text;

namespace CodeRouter.Core.Findings.Secrets;

/// <summary>
/// Texts that go where nobody expects a credential: logs, traces, alerts, what is kept of an error. Upstreams quote keys in their errors,
/// and summaries quote commands that failed; each credential is named by its type instead.
/// </summary>
public static class SecretlessText
{
    /// <summary>The same text where it holds no credential.</summary>
    public static string? Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        var findings = new List<Finding>();
        SecretScanner.Scan(text, findings);
        if (findings.Count == 0)
        {
            return text;
        }

        var said = new StringBuilder(text.Length);
        int at = 0;
        foreach (var finding in findings)
        {
            said.Append(text, at, finding.Start - at).Append('[').Append(finding.Type).Append(']');
            at = finding.End;
        }

        return said.Append(text, at, text.Length - at).ToString();
    }
}
