namespace CodeRouter.Dashboard;

/// <summary>
/// Where a session's page is. Callers name their sessions, and some names are no part of an address: browsers and proxies take <c>.</c> and
/// <c>..</c> for steps through folders, encoded ones too, and nothing at all for the list. Such a name has a <c>~</c> before it.
/// </summary>
internal static class SessionPlace
{
    private const char Mark = '~';

    public static string Of(string session) =>
        "/dashboard/sessions/" + (session is "" or "." or ".." || session[0] == Mark ? Mark + Uri.EscapeDataString(session) : Uri.EscapeDataString(session));

    /// <summary>The same as one key has it: callers of different keys may name theirs alike.</summary>
    public static string Of(string session, string? keyId) => Of(session) + (string.IsNullOrEmpty(keyId) ? "" : "?key=" + Uri.EscapeDataString(keyId));

    /// <param name="id">What stands behind the page's name.</param>
    public static string SessionIn(string id) => id[0] == Mark ? id[1..] : id;
}
