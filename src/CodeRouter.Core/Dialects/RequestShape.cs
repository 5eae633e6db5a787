using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>What an operator wants changed in a request before it goes out: by a rule's plugins or the reasoning it asks for.</summary>
public sealed record RequestShape
{
    public static RequestShape AsItIs { get; } = new();

    /// <summary>Text of the operator's own for the system; null for none.</summary>
    public string? System { get; init; }

    /// <summary>In place of the caller's system text rather than before it.</summary>
    public bool ReplacesSystem { get; init; }

    /// <summary>Outermost members to set (raw JSON) or to take out (null).</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Members { get; init; } = [];

    /// <summary>Longest answer that may be asked for; null leaves what the caller asked.</summary>
    public int? MostOutput { get; init; }

    /// <summary>How hard the model shall think: minimal, low, medium, high …; null leaves it alone.</summary>
    public string? Effort { get; init; }

    public bool IsNothing => System is null && Members.Count == 0 && MostOutput is null && Effort is null;

    /// <summary>The body with the changes made, in its own format.</summary>
    public ReadOnlyMemory<byte> Apply(RequestView request)
    {
        if (IsNothing)
        {
            return request.Body;
        }

        var draft = new BodyDraft(request.Body);
        if (System is { Length: > 0 } system)
        {
            SystemShape.Put(draft, request.Format, system, ReplacesSystem);
        }

        foreach (var (name, json) in Members)
        {
            if (json is null)
            {
                draft.Remove(name);
            }
            else
            {
                draft.Put(name, global::System.Text.Encoding.UTF8.GetBytes(json));
            }
        }

        if (MostOutput is { } most)
        {
            OutputShape.Limit(draft, request.Format, most);
        }

        if (Effort is { } effort)
        {
            EffortShape.Put(draft, request.Format, effort);
        }

        return draft.Body;
    }
}
