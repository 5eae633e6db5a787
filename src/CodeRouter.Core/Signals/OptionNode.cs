namespace CodeRouter.Core.Signals;

/// <summary>Options of a signal, algorithm or plugin as written: a scalar, a list or a map. Names are case-sensitive, order is kept.</summary>
public sealed record OptionNode(string? Scalar, IReadOnlyList<OptionNode> Items, IReadOnlyList<KeyValuePair<string, OptionNode>> Map)
{
    public static OptionNode Empty { get; } = new(null, [], []);

    public OptionNode? this[string name]
    {
        get
        {
            foreach (var (key, value) in Map)
            {
                if (string.Equals(key, name, StringComparison.Ordinal))
                {
                    return value;
                }
            }

            return null;
        }
    }
}

/// <summary>A named measurement of the configuration: <c>signals.keywords[0]</c> is of type <c>keyword</c>.</summary>
/// <param name="Type">The condition word of the dialect: keyword, embedding, domain, context, complexity, phase, evidence …</param>
public sealed record SignalDefinition(string Type, string Name, OptionNode Options);
