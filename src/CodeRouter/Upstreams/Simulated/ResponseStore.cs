using System.Collections.Concurrent;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Ids of answers given without <c>store: false</c>: only these may be continued with <c>previous_response_id</c>.</summary>
internal sealed class ResponseStore
{
    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);

    public void Keep(string id) => _ids.TryAdd(id, 0);

    public bool Knows(string id) => _ids.ContainsKey(id);
}
