using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// The human says "use opus" in the chat: that fixes the model for the session, and "use auto" lets go. Only an order by itself counts:
/// "use opus for this", not "use opus to generate the fixtures", which is a task.
/// </summary>
internal static class ChatPin
{
    private static readonly string[] Orders = ["use ", "switch to ", "change to ", "change model to ", "continue with ", "go back to "];
    private static readonly string[] Endings = ["", "for this", "from now on", "instead", "please", "model", "now", "again", "here", "for the rest", "for everything"];
    private const int LongestLine = 80;

    /// <param name="Name">The model's name; null to let go.</param>
    public readonly record struct Order(string? Name);

    /// <summary>The order a text gives; null when it gives none.</summary>
    public static Order? In(string text, IReadOnlyList<ModelCard> models)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var rest = line.Trim().TrimEnd(".!");
            if (rest.Length is 0 or > LongestLine || AfterOrder(rest) is not { } at)
            {
                continue;
            }

            rest = rest[at..].TrimStart("\"'`");
            int end = rest.IndexOfAny(" ,;\"'`");
            var name = end < 0 ? rest : rest[..end];
            var ending = end < 0 ? default : rest[end..].TrimStart(" ,;\"'`").TrimEnd();
            if (!Ends(ending))
            {
                continue;
            }

            if (name.Equals("auto", StringComparison.OrdinalIgnoreCase) || name.Equals(Policy.AutoGroup, StringComparison.OrdinalIgnoreCase))
            {
                return new Order(null);
            }

            if (Named(name, models) is { } model)
            {
                return new Order(model.Name);
            }
        }

        return null;
    }

    private static int? AfterOrder(ReadOnlySpan<char> line)
    {
        int at = line.StartsWith("please ", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        foreach (string order in Orders)
        {
            if (line[at..].StartsWith(order, StringComparison.OrdinalIgnoreCase))
            {
                at += order.Length;
                return line[at..].StartsWith("the ", StringComparison.OrdinalIgnoreCase) ? at + 4 : at;
            }
        }

        return null;
    }

    private static bool Ends(ReadOnlySpan<char> ending)
    {
        foreach (string allowed in Endings)
        {
            if (ending.Equals(allowed, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A configured name, or one word of it ("opus", "sonnet"); of several the one that sorts last, which is the newest.</summary>
    private static ModelCard? Named(ReadOnlySpan<char> word, IReadOnlyList<ModelCard> models)
    {
        ModelCard? found = null;
        foreach (var model in models)
        {
            if (word.Equals(model.Name, StringComparison.OrdinalIgnoreCase) || word.Equals(model.UpstreamModel, StringComparison.OrdinalIgnoreCase))
            {
                return model;
            }

            if (word.Length >= 4 && HasWord(model.Name, word) && (found is null || string.CompareOrdinal(model.Name, found.Name) > 0))
            {
                found = model;
            }
        }

        return found;
    }

    private static bool HasWord(ReadOnlySpan<char> name, ReadOnlySpan<char> word)
    {
        foreach (var part in name.SplitAny("-/_. "))
        {
            if (name[part].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
