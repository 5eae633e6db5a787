namespace CodeRouter.Dashboard;

/// <summary>What was just done, said on the page that is shown next. The address carries the word, and only the words here are said: a link cannot make a page say something else.</summary>
internal static class Done
{
    public const string Saved = "saved", Removed = "removed", Reset = "reset", Enabled = "enabled", Disabled = "disabled", Revoked = "revoked", RolledBack = "rolled-back", Verified = "verified";
    private const string Name = "done";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [Saved] = "Saved.",
        [Removed] = "Removed.",
        [Reset] = "The database's own is gone; the file's counts again.",
        [Enabled] = "Enabled.",
        [Disabled] = "Disabled: it is kept, and sent nothing.",
        [Revoked] = "Revoked: whoever uses it is turned away.",
        [RolledBack] = "Rolled back. What was in force before is a version too.",
        [Verified] = "Every channel was asked; what came of it stands under Router configuration.",
    };

    public static string? Said(HttpRequest request) => Words.GetValueOrDefault(request.Query[Name].ToString());

    public static Reply To(Visit visit, string path, string word) => Reply.To($"{path}?{Name}={word}{visit.Place}");
}
