using System.Globalization;
using System.Text;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// What a model name asks for: an act, a number, how often, and after how many seconds to come again.
/// The whole name or its ending says it, set off by one of <c>- / : _ . @</c>:
/// <c>429</c>, <c>sim-cheap-429-twice</c>, <c>x/429-once-retry-after-3</c>, <c>502-twice</c>, <c>big-100</c>, <c>bench-2k</c>.
/// </summary>
/// <param name="Times">How many attempts of a conversation it befalls; the later ones are answered. 0 is always.</param>
/// <param name="RetryAfter">Seconds for the <c>retry-after</c> header; null sends none.</param>
internal sealed record Script(ScriptAct Act, int Number = 0, int Times = 0, int? RetryAfter = null)
{
    public static Script None { get; } = new(ScriptAct.None);

    private static readonly Dictionary<string, ScriptAct> Plain = Enum.GetValues<ScriptAct>()
        .Where(act => act is not (ScriptAct.None or ScriptAct.Status or ScriptAct.Bench))
        .ToDictionary(act => Kebab(act.ToString()), StringComparer.Ordinal);

    private static readonly HashSet<int> Statuses = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 520, 529];

    private static readonly (string Word, int Times)[] Often = [("-once", 1), ("-twice", 2), ("-thrice", 3)];

    public static Script Parse(string model)
    {
        for (int i = 0; i < model.Length; i++)
        {
            if ((i == 0 || "-/:_.@".Contains(model[i - 1])) && TryParse(model[i..]) is { } script)
            {
                return script;
            }
        }

        return None;
    }

    /// <summary>Whether it befalls this attempt (counted from 1).</summary>
    public bool Befalls(int attempt) => Times == 0 || attempt <= Times;

    private static Script? TryParse(string name)
    {
        const string again = "-retry-after-";
        int? retryAfter = null;
        int at = name.LastIndexOf(again, StringComparison.Ordinal);
        if (at > 0)
        {
            if (!TryNumber(name[(at + again.Length)..], out int seconds))
            {
                return null;
            }

            (retryAfter, name) = (seconds, name[..at]);
        }

        int times = 0;
        foreach (var (word, n) in Often)
        {
            if (name.EndsWith(word, StringComparison.Ordinal))
            {
                (times, name) = (n, name[..^word.Length]);
            }
        }

        if (Plain.TryGetValue(name, out var act))
        {
            return new Script(act, 0, times, retryAfter);
        }

        if (TryNumber(name, out int status) && Statuses.Contains(status))
        {
            return new Script(ScriptAct.Status, status, times, retryAfter);
        }

        int dash = name.LastIndexOf('-');
        if (dash <= 0)
        {
            return null;
        }

        string tail = name[(dash + 1)..], head = name[..dash];
        if (string.Equals(head, "bench", StringComparison.Ordinal))
        {
            int unit = tail.EndsWith('k') ? 1024 : tail.EndsWith('m') ? 1024 * 1024 : 0;
            return unit > 0 && TryNumber(tail[..^1], out int size) ? new Script(ScriptAct.Bench, size * unit) : null;
        }

        return Plain.TryGetValue(head, out act) && TryNumber(tail, out int number) ? new Script(act, number, times, retryAfter) : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Kebab(string pascal)
    {
        var text = new StringBuilder();
        foreach (char c in pascal)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
