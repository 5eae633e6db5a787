using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What the usage page is narrowed down to, by the groupings that the roll-ups can be asked for: all that is said fits together.</summary>
internal sealed class UsageFilter
{
    private static readonly string[] Names = ["model", "phase", "agent", "key"];
    private readonly SortedList<string, string> _values = new(StringComparer.Ordinal);

    public IEnumerable<(string Name, string Value)> All => _values.Select(static v => (v.Key, v.Value));

    public bool IsAny => _values.Count > 0;

    public static bool Knows(string name) => Names.Contains(name);

    public static UsageFilter Of(Visit visit)
    {
        var filter = new UsageFilter();
        foreach (string name in Names)
        {
            if (visit.Query(name) is { } value)
            {
                filter._values[name] = value;
            }
        }

        return filter;
    }

    public UsageFilter With(string name, string value) => Changed(values => values[name] = value);

    public UsageFilter Without(string name) => Changed(values => values.Remove(name));

    public UsageQuery On(UsageQuery query) => query with { Model = Value("model"), Phase = Value("phase"), Agent = Value("agent"), KeyId = Value("key") };

    /// <summary>An address of a page with this in it.</summary>
    public string At(string path, string by, string range) =>
        $"{path}?by={by}&range={range}{string.Concat(_values.Select(static v => $"&{v.Key}={Uri.EscapeDataString(v.Value)}"))}";

    public string? Value(string name) => _values.GetValueOrDefault(name);

    private UsageFilter Changed(Action<SortedList<string, string>> change)
    {
        var changed = new UsageFilter();
        foreach (var (name, value) in _values)
        {
            changed._values[name] = value;
        }

        change(changed._values);
        return changed;
    }
}
