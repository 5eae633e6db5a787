using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRouter.Guards;

/// <summary>
/// What was redacted in a request: placeholder → value. Agents send their whole history with each step, so a request brings all it needs
/// to restore its own answer; only where it goes on from history kept elsewhere, or names a placeholder itself, the session's memory is
/// asked as well, and only when the answer names one.
/// </summary>
public sealed class Redactions
{
    private Func<Task<IReadOnlyDictionary<string, string>>>? _recall;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Redactions() => _lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _values.Count;

    public IReadOnlyDictionary<string, string> Values => _values;

    public void Add(string placeholder, string value) => _values[placeholder] = value;

    /// <summary>This, with the values of another.</summary>
    public Redactions And(Redactions? other)
    {
        foreach (var (placeholder, value) in other?._values ?? [])
        {
            _values[placeholder] = value;
        }

        return this;
    }

    /// <summary>A text beside the body with placeholders in the place of all that was redacted anywhere.</summary>
    public string Hide(string text)
    {
        foreach (var (placeholder, value) in _values)
        {
            text = text.Replace(value, placeholder, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>There may be more than the request brought.</summary>
    public bool IsPartial => _recall is not null;

    /// <param name="recall">Asks for all that the session has redacted so far.</param>
    public void MayHaveMore(Func<Task<IReadOnlyDictionary<string, string>>> recall) => _recall = recall;

    /// <summary>Asks the session's memory, once, where the text of an answer may name a placeholder.</summary>
    public ValueTask CompleteAsync(ReadOnlySpan<byte> text) => _recall is not null && text.IndexOf("REDACTED_"u8) >= 0 ? new ValueTask(RecallAsync()) : ValueTask.CompletedTask;

    /// <summary>Asks the session's memory, once.</summary>
    public async Task RecallAsync()
    {
        if (Interlocked.Exchange(ref _recall, null) is { } recall)
        {
            foreach (var (name, value) in await recall())
            {
                _values.TryAdd(name, value);
            }
        }
    }

    /// <summary>
    /// The placeholder that begins a text and its value, escaped as often as the place asks: once in a JSON string, twice in JSON that
    /// is itself written into a string (the arguments of a tool call).
    /// </summary>
    public bool TryRestore(ReadOnlySpan<byte> text, int escapes, out int length, out byte[] value)
    {
        length = 0;
        value = [];
        int end = Math.Min(text.Length, Placeholder.Longest);
        Span<char> name = stackalloc char[Placeholder.Longest];
        int run = 0;
        while (run < end && (char.IsAsciiLetterOrDigit((char)text[run]) || text[run] == '_'))
        {
            name[run] = (char)text[run];
            run++;
        }

        // The model may have written on without a space: the longest known name wins.
        for (; run > Placeholder.Prefix.Length + Placeholder.Digits; run--)
        {
            if (_lookup.TryGetValue(name[..run], out string? plain))
            {
                for (int i = 0; i < escapes; i++)
                {
                    plain = JsonEncodedText.Encode(plain, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
                }

                length = run;
                value = Encoding.UTF8.GetBytes(plain);
                return true;
            }
        }

        return false;
    }
}
