using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>
/// Prompt-cache breakpoints, at most four. The caller's own are kept; where there are none, one goes behind the tools, the system and the
/// newest message: callers of other formats are used to a cache that works by itself.
/// </summary>
internal sealed class CacheMarks
{
    private readonly bool _own;
    private int _left = 4;

    public CacheMarks(Conversation conversation)
    {
        _own = conversation.System.Any(c => c.CacheMark is not null) || conversation.Tools.Any(t => t.CacheMark is not null)
            || conversation.Turns.Any(t => t.Contents.Any(c => c.CacheMark is not null));
    }

    public bool Automatic => !_own;

    public void Write(Utf8JsonWriter writer, byte[]? mark, bool isPlace)
    {
        if (_left == 0 || (_own ? mark is null : !isPlace))
        {
            return;
        }

        _left--;
        writer.Raw("cache_control"u8, mark ?? "{\"type\":\"ephemeral\"}"u8);
    }
}
