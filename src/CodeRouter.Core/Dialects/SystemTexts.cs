using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Where a format knows system texts only before the conversation, one in its middle is said by the user, marked as what it is.</summary>
internal static class SystemTexts
{
    public static Content InMiddle(Content text) => text.Kind == PartKind.Text ? text with { Text = "<system-reminder>\n" + text.Text + "\n</system-reminder>" } : text;

    public static string Join(IEnumerable<Content> system) => string.Join("\n\n", system.Where(c => c.Text.Length > 0).Select(c => c.Text));
}
