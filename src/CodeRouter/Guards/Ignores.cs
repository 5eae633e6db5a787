using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>Finds that the operator says are none, as far as they concern one repository.</summary>
internal readonly struct Ignores(GuardIgnore[] ignores)
{
    public static Ignores For(GuardSettings settings, GuardSubject subject) =>
        new(settings.Ignores.Count == 0 ? [] : [.. settings.Ignores.Where(i => i.Repositories.Count == 0 || Glob.Matches(i.Repositories, subject.Repository))]);

    public bool Covers(string type, ReadOnlySpan<byte> raw) => ignores.Length > 0 && Covers(type, JsonText.Decode(raw));

    public bool Covers(string type, string value)
    {
        foreach (var ignore in ignores)
        {
            if ((ignore.Types.Count == 0 || ignore.Types.Contains(type, StringComparer.OrdinalIgnoreCase)) && (ignore.Values.Count == 0 || Glob.Matches(ignore.Values, value)))
            {
                return true;
            }
        }

        return false;
    }
}
