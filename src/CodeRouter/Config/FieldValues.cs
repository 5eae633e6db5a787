using System.Globalization;
using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>Reading scalars: text, numbers, durations, words of a closed set, credentials.</summary>
internal sealed partial class Field
{
    /// <summary>The scalar with the environment expanded; null when absent or reported.</summary>
    public string? Text()
    {
        if (_node is null || !Is(ConfigNodeKind.Scalar, "a single value", "write the value after the colon, on the same line"))
        {
            return null;
        }

        var missing = new List<string>();
        var text = _scope.Expand(_node.Scalar!, missing);
        if (missing.Count == 0)
        {
            return text;
        }

        Error($"the environment variable {missing[0]} is not set", $"set {missing[0]}, or write ${{{missing[0]}:-default}}");
        return null;
    }

    /// <summary>Text that must be there and not be empty.</summary>
    public string? Required(string remedy)
    {
        var text = Text();
        if (text is null ? !Exists : text.Trim().Length == 0)
        {
            Error("a value is missing here", remedy);
            return null;
        }

        return text;
    }

    public long? Integer(long least, long most)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error("a whole number is expected here", $"write a number from {least} to {most}");
        return null;
    }

    public double? Number(double least, double most)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error("a number is expected here", string.Create(CultureInfo.InvariantCulture, $"write a number from {least} to {most}"));
        return null;
    }

    /// <summary>USD: exact, not negative.</summary>
    public decimal? Money()
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and <= 1_000_000_000)
        {
            return amount;
        }

        Error("an amount of USD is expected here", "write a number such as 2.50, without a currency sign; 0 is free");
        return null;
    }

    public bool? Flag()
    {
        if (Text() is not { } text)
        {
            return null;
        }

        switch (text.Trim().ToLowerInvariant())
        {
            case "true" or "yes" or "on": return true;
            case "false" or "no" or "off": return false;
            default:
                Error("true or false is expected here", "write true or false");
                return null;
        }
    }

    /// <summary><c>300s</c>, <c>5m</c>, <c>1h</c>, <c>250ms</c>; a bare number is seconds.</summary>
    public TimeSpan? Duration()
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (Durations.Parse(text) is { } duration && duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1))
        {
            return duration;
        }

        Error("a length of time is expected here", "write it with its unit, such as 300s, 5m or 250ms; at most 24h");
        return null;
    }

    /// <summary>One of a closed set of words, spelt as in the set. No generic over enums: each would be compiled anew at every start.</summary>
    public string? Word(params string[] known)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        foreach (var word in known)
        {
            if (string.Equals(word, text.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        Error($"'{text}' is not known here", $"write one of {string.Join(", ", known)}{Closest.Hint(text, known)}");
        return null;
    }

    /// <summary>A list of words; a single scalar counts as a list of one.</summary>
    public IReadOnlyList<NamedField> Words()
    {
        if (IsScalar)
        {
            return Text() is { } one ? [new NamedField(one, this)] : [];
        }

        var words = new List<NamedField>();
        foreach (var item in Items())
        {
            if (item.Text() is { } word)
            {
                words.Add(new NamedField(word, item));
            }
        }

        return words;
    }

    /// <summary>A credential. A masked one and one from an unset variable are no key, and said so.</summary>
    /// <param name="otherwise">What comes of it where there is none.</param>
    /// <param name="needed">Whether nothing may start without it.</param>
    public Secret? Credential(string otherwise = "requests go out without a key", bool needed = false)
    {
        if (_node is null || !Is(ConfigNodeKind.Scalar, "a single value", "write the key, or better ${NAME} of an environment variable that holds it"))
        {
            return null;
        }

        var missing = new List<string>();
        var value = _scope.Expand(_node.Scalar!, missing).Trim();
        if (missing.Count > 0)
        {
            Without($"the environment variable {missing[0]} is not set: {otherwise}", $"set {missing[0]} before starting");
            return null;
        }

        if (SecretKeys.IsMask(value))
        {
            Without($"these dots are a masked key, not a key: {otherwise}", "write ${NAME} of an environment variable that holds the key");
            return null;
        }

        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            Error("a key cannot span lines", "write the key on one line, or ${NAME} of an environment variable that holds it");
            return null;
        }

        return value.Length == 0 ? null : new Secret(value);

        void Without(string problem, string remedy)
        {
            if (needed)
            {
                Error(problem, remedy);
            }
            else
            {
                Warn(problem, remedy);
            }
        }
    }

    /// <summary>Everything below as options, for parts that read their own. The environment is expanded.</summary>
    public OptionNode Options() => _node is null ? OptionNode.Empty : Options(_node);

    private OptionNode Options(ConfigNode node)
    {
        switch (node.Kind)
        {
            case ConfigNodeKind.Scalar:
                return new OptionNode(node.IsNull ? null : OptionText(node), [], []);
            case ConfigNodeKind.List:
                var items = new List<OptionNode>(node.Items.Count);
                foreach (var item in node.Items)
                {
                    items.Add(Options(item));
                }

                return new OptionNode(null, items, []);
            default:
                var map = new List<KeyValuePair<string, OptionNode>>(node.Entries.Count);
                foreach (var entry in node.Entries)
                {
                    // Of a key written twice the last one counts.
                    if (ReferenceEquals(node[entry.Key], entry.Value))
                    {
                        map.Add(KeyValuePair.Create(entry.Key, Options(entry.Value)));
                    }
                }

                return new OptionNode(null, [], map);
        }
    }

    private string OptionText(ConfigNode node)
    {
        var missing = new List<string>();
        var text = _scope.Expand(node.Scalar!, missing);
        if (missing.Count > 0)
        {
            _scope.Problems.Add(new ConfigProblem(true, Path, node.Line, node.Scalar, $"the environment variable {missing[0]} is not set", $"set {missing[0]}, or write ${{{missing[0]}:-default}}"));
        }

        return text;
    }
}
