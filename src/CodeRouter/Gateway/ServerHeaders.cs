using CodeRouter.Core.Conversations;

namespace CodeRouter.Gateway;

/// <summary>Request headers as the step reader sees them.</summary>
public sealed class ServerHeaders(IHeaderDictionary headers) : IRequestHeaders
{
    public string? this[string name] => headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
