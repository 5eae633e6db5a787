namespace CodeRouter.Config;

/// <summary>
/// A place in the file, there or not: reads its value as a kind and reports what does not fit, with path, line, value and remedy.
/// A wrong value counts as absent, so that one mistake is one message.
/// </summary>
internal sealed partial class Field
{
    private readonly CompileScope _scope;
    private readonly ConfigNode? _node;
    private readonly string _pattern;
    private readonly int _line;

    public Field(CompileScope scope, ConfigNode root)
        : this(scope, root, "", "", 1)
    {
    }

    private Field(CompileScope scope, ConfigNode? node, string path, string pattern, int line)
    {
        _scope = scope;
        _node = node is { IsNull: true } ? null : node;
        Path = path;
        _pattern = pattern;
        _line = line;
    }

    /// <summary>The place of what no file says.</summary>
    public static Field None { get; } = new(new CompileScope(_ => null, Core.Models.Catalog.Empty), new ConfigNode { Kind = ConfigNodeKind.Map, Line = 0 });

    /// <summary>As people write it: <c>providers.models[0].name</c>.</summary>
    public string Path { get; }

    public bool Exists => _node is not null;

    public ConfigNode? Node => _node;

    public int Line => _line;

    public bool IsMap => _node?.Kind == ConfigNodeKind.Map;

    public bool IsList => _node?.Kind == ConfigNodeKind.List;

    public bool IsScalar => _node?.Kind == ConfigNodeKind.Scalar;

    public Field this[string key]
    {
        get
        {
            var pattern = _pattern.Length == 0 ? key : $"{_pattern}.{key}";
            _scope.Note(pattern);
            var child = _node?[key];
            return new Field(_scope, child, Path.Length == 0 ? key : $"{Path}.{key}", pattern, child?.Line ?? _line);
        }
    }

    /// <summary>A child whose key is a word of the file's, not of the table of settings.</summary>
    public Field Child(string key)
    {
        var child = _node?[key];
        return new Field(_scope, child, $"{Path}.{key}", $"{_pattern}.*", child?.Line ?? _line);
    }

    /// <summary>The items of a list; a wrong kind is reported and counts as empty.</summary>
    public IReadOnlyList<Field> Items()
    {
        if (_node is null || !Is(ConfigNodeKind.List, "a list", "start each item with '- '"))
        {
            return [];
        }

        return [.. _node.Items.Select((item, index) => new Field(_scope, item, $"{Path}[{index}]", $"{_pattern}[]", item.Line))];
    }

    /// <summary>The entries of a map whose keys are names of the user's.</summary>
    public IReadOnlyList<NamedField> Entries()
    {
        if (_node is null || !Is(ConfigNodeKind.Map, "a map", "write 'name: value' lines below it"))
        {
            return [];
        }

        return [.. _node.Entries.Where(entry => ReferenceEquals(_node[entry.Key], entry.Value))
            .Select(entry => new NamedField(entry.Key, new Field(_scope, entry.Value, $"{Path}.{entry.Key}", $"{_pattern}.*", Math.Abs(entry.Line))))];
    }

    /// <summary>Reports when something other than a map stands here; absent is fine.</summary>
    public bool ExpectMap() => _node is null || Is(ConfigNodeKind.Map, "a map", "write 'key: value' lines below it");

    public void Error(string message, string remedy) => Report(isError: true, message, remedy);

    public void Warn(string message, string remedy) => Report(isError: false, message, remedy);

    private void Report(bool isError, string message, string remedy) =>
        _scope.Problems.Add(new ConfigProblem(isError, Path, _line, Shown(), message, remedy));

    private bool Is(ConfigNodeKind kind, string what, string remedy)
    {
        if (_node!.Kind == kind)
        {
            return true;
        }

        Error($"{what} is expected here", remedy);
        return false;
    }

    private string? Shown()
    {
        if (_node is not { Kind: ConfigNodeKind.Scalar, Scalar: { } scalar })
        {
            return null;
        }

        var name = Path[(Path.LastIndexOf('.') + 1)..];
        return SecretKeys.Holds(name) && !SecretKeys.IsReference(scalar) ? "•••" : scalar.Length > 120 ? string.Concat(scalar.AsSpan(0, 117), "...") : scalar;
    }
}

/// <summary>A word, or the key of an entry, with the place it stands at.</summary>
internal sealed record NamedField(string Name, Field Field);
