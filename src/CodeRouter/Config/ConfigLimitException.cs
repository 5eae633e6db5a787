namespace CodeRouter.Config;

/// <summary>The file is built to exhaust its reader: too deep, or anchors that multiply.</summary>
internal sealed class ConfigLimitException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
