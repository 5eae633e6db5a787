using CodeRouter.Core.Tasks;

namespace CodeRouter.Hosts.Planning;

/// <summary>Which task waits for which, and the order that follows.</summary>
internal static class TaskOrder
{
    /// <param name="said">Tasks in the order of the text.</param>
    /// <param name="testsAsked">The text wants tests before code.</param>
    /// <returns>In the order they are done, each with the tasks it waits for.</returns>
    public static List<(TaskType Type, IReadOnlyList<TaskType> After)> Of(IReadOnlyList<TaskType> said, bool testsAsked)
    {
        int coding = Place(said, TaskType.Coding), review = Place(said, TaskType.Review), testing = Place(said, TaskType.Testing), refactor = Place(said, TaskType.Refactor);

        // "Review it, then fix what you find", "cover it with tests before you refactor": the text turns the usual order round.
        bool reviewFirst = review >= 0 && review < coding;
        bool testsFirst = testsAsked || (coding < 0 && testing >= 0 && testing < refactor);
        var waits = said.ToDictionary(static t => t, t => (IReadOnlyList<TaskType>)[.. said.Where(other => other != t && Waits(t, other, reviewFirst, testsFirst))]);
        var order = new List<(TaskType, IReadOnlyList<TaskType>)>();
        var left = said.OrderBy(static t => TaskWords.Of(t).Order).ToList();
        while (left.Count > 0)
        {
            var next = left.First(t => !waits[t].Any(left.Contains));
            order.Add((next, waits[next]));
            left.Remove(next);
        }

        return order;
    }

    private static bool Waits(TaskType task, TaskType other, bool reviewFirst, bool testsFirst) => (task, other) switch
    {
        (TaskType.Coding, TaskType.Planning or TaskType.Analysis) => true,
        (TaskType.Coding, TaskType.Review) => reviewFirst,
        (TaskType.Coding, TaskType.Testing) => testsFirst,
        (TaskType.Analysis, TaskType.Planning) => false,
        (TaskType.Refactor, TaskType.Testing) => testsFirst,
        (TaskType.Refactor, TaskType.Coding or TaskType.Planning or TaskType.Analysis) => true,
        (TaskType.Testing, TaskType.Refactor or TaskType.Coding) => !testsFirst,
        (TaskType.Testing, TaskType.Planning or TaskType.Analysis) => testsFirst,
        (TaskType.Documentation or TaskType.Formatting, TaskType.Coding) => true,
        (TaskType.Formatting, TaskType.Documentation or TaskType.Refactor) => true,
        (TaskType.Review, _) => !reviewFirst,
        _ => false,
    };

    private static int Place(IReadOnlyList<TaskType> said, TaskType type)
    {
        for (int i = 0; i < said.Count; i++)
        {
            if (said[i] == type)
            {
                return i;
            }
        }

        return -1;
    }
}
