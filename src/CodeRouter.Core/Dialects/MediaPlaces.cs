using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Pictures and files where most formats take none: among system texts and in the model's own answers. They go along with the user's next words,
/// with a line that says whence.
/// </summary>
internal static class MediaPlaces
{
    public static Conversation Settle(Conversation conversation, bool modelShows, Losses losses)
    {
        bool inSystem = conversation.System.Any(IsMedia);
        if (!inSystem && !conversation.Turns.Any(t => t.Contents.Any(IsMedia) && (t.Role == Role.System || (t.Role == Role.Assistant && !modelShows))))
        {
            return conversation;
        }

        var due = new List<Content>(conversation.System.Where(IsMedia));
        var turns = new List<Turn>();
        foreach (var turn in conversation.Turns)
        {
            if (turn.Role == Role.User)
            {
                // Results stand first, beside their calls.
                int results = turn.Contents.TakeWhile(static c => c.Kind == PartKind.ToolResult).Count();
                turns.Add(turn with { Contents = [.. turn.Contents.Take(results), .. due, .. turn.Contents.Skip(results)] });
                due.Clear();
                continue;
            }

            bool moves = turn.Role == Role.System || !modelShows;
            Content[] media = moves ? [.. turn.Contents.Where(IsMedia)] : [];
            if (media.Length > 0 && turn.Role == Role.Assistant)
            {
                due.Add(Content.OfText("Attached to your answer:"));
            }

            due.AddRange(media);
            turns.Add(media.Length > 0 ? turn with { Contents = [.. turn.Contents.Where(static c => !IsMedia(c))] } : turn);
        }

        if (due.Count > 0 && turns is [.., { Role: Role.Assistant }])
        {
            // The answer is to be gone on with: there are no next words.
            losses.Add("assistant_media");
        }
        else if (due.Count > 0)
        {
            turns.Add(new Turn(Role.User, [.. due]));
        }

        return conversation with { System = [.. conversation.System.Where(static c => !IsMedia(c))], Turns = [.. turns.Where(static t => t.Contents.Count > 0)] };
    }

    private static bool IsMedia(Content content) => content.Kind is PartKind.Image or PartKind.Document or PartKind.Audio;
}
