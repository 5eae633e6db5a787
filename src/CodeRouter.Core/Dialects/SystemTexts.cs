using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Where a format knows system texts only before the conversation, one in its middle is said by the user, marked as what it is.</summary>
internal static class SystemTexts
{
    public static Content InMiddle(Content text) => text.Kind == PartKind.Text ? text with { Text = "<system-reminder>\n" + text.Text + "\n</system-reminder>" } : text;

    /// <summary>
    /// The texts of one answer as one. Pieces that were cut inside a sentence (Anthropic cuts at citations) grow together again, whole ones get
    /// a blank line between them.
    /// </summary>
    public static string Glue(IEnumerable<Content> texts)
    {
        var joined = new StringBuilder();
        bool cited = false;
        foreach (var piece in texts)
        {
            string text = piece.Text;
            if (text.Length > 0)
            {
                bool whole = joined.Length > 0 && !cited && piece.Citations.Count == 0 && !char.IsWhiteSpace(joined[^1])
                    && (char.IsLetterOrDigit(text[0]) || text[0] is '<' or '*' or '#' or '-' or '`' or '"' or '[');
                joined.Append(whole ? "\n\n" : "").Append(text);
                cited = piece.Citations.Count > 0;
            }
        }

        return joined.ToString();
    }

    public static string Join(IEnumerable<Content> system) => string.Join("\n\n", system.Where(c => c.Text.Length > 0).Select(c => c.Text));
}
