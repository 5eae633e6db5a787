namespace CodeRouter.Core.Dialects;

/// <summary>What OpenAI's own models take differently from the many servers that speak its formats; only the name tells them apart.</summary>
internal static class OpenAIModels
{
    /// <summary>They know only the newer spelling of the limit; everybody else's servers surely know the older one.</summary>
    public static bool IsOwn(string model)
    {
        var name = Name(model);
        return (name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("gpt-oss", StringComparison.OrdinalIgnoreCase)) || IsO(name);
    }

    /// <summary>Those that always reason refuse a temperature, top-p, penalties and stop sequences.</summary>
    public static bool RefusesSampling(string model)
    {
        var name = Name(model);
        return IsO(name) || (name.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) && name.Length > 4 && name[4] is >= '5' and <= '9' && !name.Contains("chat", StringComparison.OrdinalIgnoreCase));
    }

    private static ReadOnlySpan<char> Name(string model) => model.AsSpan(model.LastIndexOf('/') + 1);

    private static bool IsO(ReadOnlySpan<char> name) => name.Length >= 2 && name[0] is 'o' && name[1] is >= '1' and <= '9';
}
