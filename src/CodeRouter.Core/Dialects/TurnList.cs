using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Collects a conversation turn by turn; neighbours of one role become one turn.</summary>
internal sealed class TurnList
{
    private readonly List<Content> _system = [];
    private readonly List<(Role Role, List<Content> Contents)> _turns = [];

    public IReadOnlyList<Content> System => _system;

    public IReadOnlyList<Turn> Turns => [.. _turns.Where(t => t.Contents.Count > 0).Select(t => new Turn(t.Role, t.Contents))];

    public void Add(Role role, Content content)
    {
        if (role == Role.Tool)
        {
            role = Role.User;
        }

        if (role == Role.System && _turns.Count == 0)
        {
            _system.Add(content);
        }
        else if (_turns.Count > 0 && _turns[^1].Role == role)
        {
            _turns[^1].Contents.Add(content);
        }
        else
        {
            _turns.Add((role, [content]));
        }
    }

    public void AddSystem(Content content) => _system.Add(content);

    /// <summary>The newest call of this tool, for results that name no call.</summary>
    public string? LastCallOf(string? name)
    {
        for (int i = _turns.Count - 1; i >= 0; i--)
        {
            for (int k = _turns[i].Contents.Count - 1; k >= 0; k--)
            {
                var content = _turns[i].Contents[k];
                if (content.Kind == PartKind.ToolCall && (name is null || string.Equals(content.Name, name, StringComparison.Ordinal)))
                {
                    return content.CallId;
                }
            }
        }

        return null;
    }
}
