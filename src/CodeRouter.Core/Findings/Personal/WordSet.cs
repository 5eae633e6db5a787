using System.Collections.Frozen;

namespace CodeRouter.Core.Findings.Personal;

/// <summary>Words looked up by spans, whatever their case.</summary>
internal sealed class WordSet(params string[] words)
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Has(ReadOnlySpan<char> word) => _lookup.Contains(word);
}
