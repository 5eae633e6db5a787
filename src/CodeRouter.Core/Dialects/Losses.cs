namespace CodeRouter.Core.Dialects;

/// <summary>What a translation had to leave out: stable short names, each once, in the order met.</summary>
public sealed class Losses
{
    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public bool Any => _names.Count > 0;

    public void Add(string name)
    {
        if (!_names.Contains(name, StringComparer.Ordinal))
        {
            _names.Add(name);
        }
    }

    internal void AddIf(bool lost, string name)
    {
        if (lost)
        {
            Add(name);
        }
    }

    public override string ToString() => string.Join(", ", _names);
}
