using System.Security.Cryptography;
using System.Text;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configuration changed as text: compared before it is saved, and not over what somebody else saved meanwhile.</summary>
public sealed partial class ConfigEditPage(DashboardParts parts)
{
    private Visit _visit = null!;
    private FieldProblem[] _problems = [];
    private string _yaml = "", _now = "";
    private bool _isStale, _compares;

    internal Reply Answer(Visit visit)
    {
        (_visit, _now) = (visit, parts.Admin.Configuration.Text);
        if (visit.Form is null)
        {
            return visit.MayChange ? Edit(_now, [], 200) : Reply.NotAllowed;
        }

        string yaml = visit.Written("yaml") ?? "";
        _isStale = visit.Field("seen") is { Length: > 0 } seen && seen != Mark(_now);
        _compares = visit.Field("do") == "diff";
        return _isStale ? Edit(yaml, [], 409)
            : _compares ? Edit(yaml, parts.Admin.Items.TryText(yaml), 200)
            : Save(yaml);
    }

    private Reply Save(string yaml)
    {
        var saved = parts.Admin.Items.ReplaceText(yaml, _visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Done.To(_visit, "/dashboard/config", Done.Saved),
            OutcomeKind.Stale => Edit(yaml, [new FieldProblem("yaml", "somebody else changed something meanwhile", "look at the changes, and save again")], 409),
            _ => Edit(yaml, saved.Problems, 400),
        };
    }

    private Reply Edit(string yaml, IReadOnlyList<FieldProblem> problems, int status)
    {
        // What is in force may have changed while it was tried to save.
        (_yaml, _now) = (yaml, parts.Admin.Configuration.Text);
        _problems = [.. problems.Select(static p => p.Field == "yaml" ? p : new FieldProblem("yaml", $"{(p.Line > 0 ? FormattableString.Invariant($"line {p.Line}: ") : "")}{(p.Field.Length > 0 ? p.Field + ": " : "")}{p.Message}", p.Remedy))];
        return Shows("Edit the configuration", status);
    }

    private static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
