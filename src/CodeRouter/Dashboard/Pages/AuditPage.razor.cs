using CodeRouter.Access;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Who changed what, newest first.</summary>
public sealed partial class AuditPage(DashboardParts parts)
{
    private const int PerPage = 100;
    private string _search = "";
    private int _offset;
    private IReadOnlyList<AuditEntry> _entries = [];

    internal Reply Answer(Visit visit)
    {
        _search = visit.Query("search") ?? "";
        _offset = visit.Offset;
        _entries = parts.Admin.Audit.Read(new AuditQuery(_search.Length > 0 ? _search : null, Limit: PerPage + 1, Offset: _offset));
        return Shows("Audit log");
    }
}
