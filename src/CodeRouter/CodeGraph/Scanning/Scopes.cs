namespace CodeRouter.CodeGraph.Scanning;

internal enum ScopeKind : byte { File, Module, Type, Function }

/// <summary>The blocks around a token that mean something, innermost last. One instance for each worker.</summary>
internal sealed class Scopes
{
    private readonly List<(int Close, ScopeKind Kind, int Definition)> stack = [];

    /// <summary>The token that ends the innermost one.</summary>
    public int Close { get; private set; } = int.MaxValue;

    public ScopeKind Kind { get; private set; }

    /// <summary>The definition whose body it is; −1 for none.</summary>
    public int Definition { get; private set; } = -1;

    /// <summary>The definitions of the blocks of one kind around the token, outermost first.</summary>
    public IEnumerable<int> Definitions(ScopeKind kind) => stack.Where(block => block.Kind == kind && block.Definition >= 0).Select(static block => block.Definition);

    public void Clear()
    {
        stack.Clear();
        Look();
    }

    public void Enter(int close, ScopeKind kind, int definition)
    {
        stack.Add((close, kind, definition));
        Look();
    }

    public void Leave()
    {
        stack.RemoveAt(stack.Count - 1);
        Look();
    }

    private void Look() => (Close, Kind, Definition) = stack.Count > 0 ? stack[^1] : (int.MaxValue, ScopeKind.File, -1);
}
