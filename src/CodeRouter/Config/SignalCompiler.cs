using System.Text.RegularExpressions;
using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>Reads <c>signals</c> of every dialect into named definitions. Their options are kept as written: each signal reads its own.</summary>
internal sealed class SignalCompiler
{
    private static readonly string[] PatternKeys = ["pattern", "patterns", "regex", "regexes"];

    private readonly List<SignalDefinition> _definitions = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<SignalDefinition> Definitions => _definitions;

    public IEnumerable<string> NamesOf(string type) => _definitions.Where(definition => definition.Type == type).Select(definition => definition.Name);

    public bool Has(string type, string name) => _names.Contains(Key(type, name));

    public SignalDefinition? Find(string type, string name) => _definitions.Find(definition => definition.Type == type && definition.Name == name);

    public void Read(Field signals)
    {
        if (!signals.ExpectMap())
        {
            return;
        }

        foreach (var type in SignalTypes.All)
        {
            ReadList(signals[type.Key], type);
        }
    }

    /// <summary>The flat dialect keeps each list at the top of the file.</summary>
    public void ReadLegacy(Field root)
    {
        foreach (var type in SignalTypes.All)
        {
            if (type.Legacy is { } key && root[key] is { Exists: true } list)
            {
                list.Warn($"'{key}' is the older, flat form of signals.{type.Key}", $"move the list to signals: {type.Key}:");
                ReadList(list, type);
            }
        }
    }

    private void ReadList(Field list, SignalType type)
    {
        // Projections come as a map of kinds; their outputs are what conditions name.
        if (type.Type == "projection" && list.IsMap)
        {
            NotExecuted.Warn(list, type.NotExecuted!);
            return;
        }

        var items = list.Items();
        foreach (var item in items)
        {
            if (!item.ExpectMap() || item["name"].Required("name the signal, so that rules can refer to it") is not { } name)
            {
                continue;
            }

            if (!_names.Add(Key(type.Type, name)))
            {
                item["name"].Error($"a {type.Type} signal named '{name}' is already defined", "give each signal of a type its own name");
                continue;
            }

            var options = item.Options();
            _definitions.Add(new SignalDefinition(type.Type, name, options));
            if (type.Type == "authz" && options["role"]?.Scalar is { Length: > 0 } role)
            {
                _names.Add(Key(type.Type, role));
            }

            Check(item, type, options);
        }

        if (items.Count > 0 && type.NotExecuted is { } why)
        {
            NotExecuted.Warn(list, why + "; conditions on it never match");
        }
    }

    private static void Check(Field item, SignalType type, OptionNode options)
    {
        if (type.Type == "keyword")
        {
            CheckKeywords(item, options);
        }

        CheckPatterns(item);
    }

    // Patterns stand at different depths: structure keeps its one under feature: {source: {pattern}}.
    private static void CheckPatterns(Field place)
    {
        foreach (var entry in place.Node?.Entries ?? [])
        {
            var below = place.Child(entry.Key);
            if (PatternKeys.Contains(entry.Key, StringComparer.Ordinal) && !below.IsMap)
            {
                foreach (var (pattern, at) in below.Words())
                {
                    if (WhyNotLinear(pattern) is { } why)
                    {
                        at.Error($"the pattern cannot run in linear time: {why}", "write it without look-around and back references, or use keywords");
                    }
                }
            }
            else if (below.IsMap)
            {
                CheckPatterns(below);
            }
        }
    }

    private static void CheckKeywords(Field item, OptionNode options)
    {
        var words = item["keywords"].Words();
        if (words.Count == 0)
        {
            item.Warn("this signal has no keywords, so it never matches", "list the words under keywords:");
        }

        item["operator"].Word("OR", "AND", "NOR");
        item["case_sensitive"].Flag();
        if (string.Equals(options["method"]?.Scalar, "regex", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (word, place) in words)
            {
                if (WhyNotLinear(word) is { } why)
                {
                    place.Warn($"no pattern that runs in linear time ({why}): it is taken literally", "mend the pattern, or take out method: regex");
                }
            }
        }
    }

    private static string Key(string type, string name) => $"{type} {name}";

    private static string? WhyNotLinear(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return refused.Message.TrimEnd('.');
        }
    }
}
