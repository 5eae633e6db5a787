using System.Buffers;
using System.Collections.Frozen;

namespace CodeRouter.Core.Likeness;

/// <summary>What single words are: plain or to be kept as they stand, short for two, or another spelling of one.</summary>
internal static class GistWords
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'’-");

    /// <summary>Say nothing about what is asked, wherever they stand.</summary>
    private static readonly FrozenSet<string> Fillers = FrozenSet.ToFrozenSet(["a", "an", "the", "please", "kindly", "hi", "hello", "hey", "thanks"], StringComparer.Ordinal);

    /// <summary>Say nothing where a question begins or behind its helpers; elsewhere they may ("exactly once", "not just").</summary>
    private static readonly FrozenSet<string> Soft = FrozenSet.ToFrozenSet(["just", "basically", "actually", "exactly", "so", "ok", "okay", "well", "really", "simply", "currently", "also"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Helpers = FrozenSet.ToFrozenSet(["what", "how", "why", "when", "where", "which", "is", "are", "do", "does", "i", "you", "we", "can", "could", "to"], StringComparer.Ordinal);

    /// <summary>Whether a word may go.</summary>
    /// <param name="before">The word before it; null at the beginning.</param>
    public static bool IsFiller(string word, string? before) => Fillers.Contains(word) || (Soft.Contains(word) && (before is null || Helpers.Contains(before)));

    /// <summary>Other spellings of the same word; nothing that merely means much the same.</summary>
    private static readonly FrozenDictionary<string, string> Spellings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["js"] = "javascript", ["ts"] = "typescript", ["postgres"] = "postgresql", ["k8s"] = "kubernetes", ["regexp"] = "regex", ["repo"] = "repository",
        ["repos"] = "repositories", ["config"] = "configuration", ["configs"] = "configurations", ["db"] = "database", ["dbs"] = "databases", ["env"] = "environment",
        ["var"] = "variable", ["vars"] = "variables", ["arg"] = "argument", ["args"] = "arguments", ["param"] = "parameter", ["params"] = "parameters",
        ["func"] = "function", ["funcs"] = "functions", ["dir"] = "directory", ["dirs"] = "directories", ["folder"] = "directory", ["folders"] = "directories",
        ["app"] = "application", ["apps"] = "applications", ["info"] = "information", ["max"] = "maximum", ["async"] = "asynchronous", ["docs"] = "documentation",
        ["golang"] = "go", ["colour"] = "color", ["behaviour"] = "behavior", ["initialise"] = "initialize", ["serialise"] = "serialize", ["optimise"] = "optimize",
        ["normalise"] = "normalize", ["centre"] = "center", ["versus"] = "vs",
        ["i"] = "1p", ["me"] = "1p", ["my"] = "1p", ["we"] = "1p", ["our"] = "1p", ["us"] = "1p", ["you"] = "2p", ["your"] = "2p", ["one's"] = "1p",
        ["two"] = "2", ["three"] = "3", ["four"] = "4", ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9", ["ten"] = "10",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Written with capitals inside as often as without.
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(["javascript", "typescript", "postgresql", "github", "gitlab", "mysql", "sqlite", "macos", "mongodb"], StringComparer.Ordinal);

    // In capitals they are somebody's keyword (NOT IN), a country or a trade, not the small word.
    private static readonly FrozenSet<string> Small = FrozenSet.ToFrozenSet(["us", "it", "is", "in", "on", "or", "and", "not", "no", "to", "as", "at", "by", "if", "do", "so", "me", "my", "an", "of", "be", "for", "any", "all", "like"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Askers = FrozenSet.ToFrozenSet(["what", "how", "where", "who", "when", "why", "that", "it", "there", "here"], StringComparer.Ordinal);

    public static string Spell(string word) => Spellings.GetValueOrDefault(word, word);

    public static void Add(string chunk, List<GistToken> tokens)
    {
        bool letters = chunk.AsSpan().IndexOfAnyExcept(Plain) < 0 || chunk.All(char.IsLetter);
        string lower = chunk.ToLowerInvariant().Replace('’', '\'');
        bool capitals = chunk.Length > 1 && chunk.All(char.IsUpper);
        bool named = chunk.AsSpan(1).IndexOfAnyInRange('A', 'Z') >= 0 && !capitals;
        if (!letters || named || chunk[0] is '-' or '\'' || chunk[^1] == '-' || (capitals && Small.Contains(lower)))
        {
            // A short form is looked up whatever its form: K8s, TS.
            tokens.Add(Spellings.TryGetValue(lower, out string? spelt) && !capitals ? Word(spelt) : Names.Contains(lower) ? Word(lower) : new GistToken(GistTokenKind.Exact, chunk));
            return;
        }

        int cut = lower.IndexOf('\'', StringComparison.Ordinal);
        if (cut < 0)
        {
            if (lower == "cannot")
            {
                tokens.Add(Word("can"));
                lower = "not";
            }

            tokens.Add(Word(lower));
            return;
        }

        Contracted(lower, cut, tokens);
    }

    private static void Contracted(string lower, int cut, List<GistToken> tokens)
    {
        string head = lower[..cut], tail = lower[(cut + 1)..];
        if (tail == "t" && head.EndsWith('n'))
        {
            tokens.Add(Word(head switch { "can" => "can", "won" => "will", "shan" => "shall", _ => head[..^1] }));
            tokens.Add(Word("not"));
            return;
        }

        string? second = tail switch { "re" => "are", "m" => "am", "d" => "would", "ll" => "will", "ve" => "have", "s" when Askers.Contains(head) => "is", _ => null };
        tokens.Add(Word(second is null ? lower : head));
        if (second is not null)
        {
            tokens.Add(Word(second));
        }
    }

    private static GistToken Word(string text) => new(GistTokenKind.Word, text);
}
