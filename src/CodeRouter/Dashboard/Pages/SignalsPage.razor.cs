using CodeRouter.Core.Signals;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configured measurements that rules name, and the forms that make and change one.</summary>
public sealed partial class SignalsPage(DashboardParts parts)
{
    private const int PerPage = 100;
    private ItemListing _list = null!;
    private SignalDefinition[] _found = [];
    private int _all;

    internal ValueTask<Reply> AnswerAsync(Visit visit) => new ItemEditor(parts, ItemSheets.Signals, ListAsync, new TryBox(parts).CompareAsync).AnswerAsync(visit);

    private ValueTask<Reply> ListAsync(ItemListing list, int status)
    {
        var all = parts.State.Current.Settings.Policy.Signals;
        (_list, _all) = (list, all.Count);
        _found = [.. all.Where(s => s.Name.Contains(list.Search, StringComparison.OrdinalIgnoreCase))];
        return ValueTask.FromResult(Shows("Signals", status));
    }

    private static string LookedFor(SignalDefinition signal) => signal.Type == "keyword"
        ? string.Join(", ", signal.Options["keywords"]?.Items.Select(Words) ?? [])
        : string.Join(" · ", signal.Options.Map.Where(static o => o.Key != "name").Select(static o => $"{o.Key}: {Words(o.Value)}"));

    /// <summary>How a keyword signal looks for its words.</summary>
    private static string How(SignalDefinition signal)
    {
        bool exact = signal.Options["case_sensitive"]?.Scalar is { } word && bool.TryParse(word, out bool set) && set;
        return $"operator: {signal.Options["operator"]?.Scalar?.ToUpperInvariant() ?? "OR"} · {(exact ? "case-sensitive" : "case-insensitive")}";
    }

    private static string Words(OptionNode option) =>
        option.Scalar ?? string.Join(", ", option.Items.Select(Words).Concat(option.Map.Select(static m => $"{m.Key} {Words(m.Value)}")));
}
