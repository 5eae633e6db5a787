using System.Globalization;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>
/// Sources that stand beside the answer and not in it: a list, whose numbers the text has in brackets. Servers that search by themselves tell
/// them so.
/// </summary>
internal sealed class ChatSources
{
    private readonly List<Citation> _found = [];

    public bool Any => _found.Count > 0;

    /// <param name="name">Of a member of an answer or chunk; chunks repeat the list.</param>
    public void Read(ReadOnlySpan<byte> name, JsonSpan value)
    {
        bool titled = name.SequenceEqual("search_results"u8);
        if (!titled && !name.SequenceEqual("citations"u8))
        {
            return;
        }

        int at = 0;
        foreach (var source in value.Elements)
        {
            if ((titled ? source["url"u8] : source).Text() is { Length: > 0 } url)
            {
                string? title = titled ? source["title"u8].Text() : null;
                if (at == _found.Count)
                {
                    _found.Add(new Citation(url, title, null, null, null));
                }
                else if (titled && string.Equals(_found[at].Url, url, StringComparison.Ordinal))
                {
                    _found[at] = _found[at] with { Title = title };
                }

                at++;
            }
        }
    }

    /// <summary>The sources at the numbers that the text has of them; one that has none is for all of it.</summary>
    /// <param name="text">Null where it is not known as a whole.</param>
    public List<Citation> Place(string? text)
    {
        var placed = new List<Citation>();
        for (int i = 0; i < _found.Count; i++)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"[{i + 1}]");
            int before = placed.Count;
            for (int at = text?.IndexOf(mark, StringComparison.Ordinal) ?? -1; at >= 0; at = text!.IndexOf(mark, at + 1, StringComparison.Ordinal))
            {
                placed.Add(_found[i] with { Start = at, End = at + mark.Length });
            }

            if (placed.Count == before)
            {
                placed.Add(_found[i]);
            }
        }

        return placed;
    }
}
