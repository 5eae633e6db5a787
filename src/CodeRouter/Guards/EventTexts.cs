using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>What one event of a stream, in any of the wire formats, adds to which texts, and which texts end with it. Read anew for each event.</summary>
internal sealed class EventTexts
{
    private const int FirstCall = 16;
    private readonly List<EventText> _added = [];

    public IReadOnlyList<EventText> Added => _added;

    /// <summary>The group whose texts end with this event; null for none.</summary>
    public int? EndedGroup { get; private set; }

    /// <summary>All texts end with this event.</summary>
    public bool EndsAll { get; private set; }

    /// <summary>It adds to one text and says nothing else: the like of it can be sent again with another piece.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>It says only that the connection lives.</summary>
    public bool IsKeepAlive { get; private set; }

    /// <param name="json">The event's data without white space around it.</param>
    public void Read(ReadOnlySpan<byte> json)
    {
        _added.Clear();
        EndedGroup = null;
        IsKeepAlive = false;
        IsPlain = true;
        var value = new JsonSpan(json);
        // What is no object is an end: [DONE].
        EndsAll = !value.IsObject || value["error"u8].IsObject;
        var type = value["type"u8];
        if (type.IsString)
        {
            if (type.Inner.StartsWith("response."u8))
            {
                Responses(value, type.Inner, json);
            }
            else
            {
                Anthropic(value, type, json);
            }
        }
        else if (value["choices"u8].IsArray)
        {
            Chat(value, json);
        }
        else if (value["candidates"u8].IsArray)
        {
            Gemini(value, json);
        }

        IsPlain &= _added.Count == 1 && !EndsAll && EndedGroup is null;
    }

    private void Anthropic(JsonSpan value, JsonSpan type, ReadOnlySpan<byte> json)
    {
        int index = value["index"u8].Int() ?? 0;
        if (type.Is("content_block_delta"u8))
        {
            var delta = value["delta"u8];
            Add(delta["text"u8], json, new TextName(index, 0), TextKind.Said);
            Add(delta["partial_json"u8], json, new TextName(index, 0), TextKind.Arguments);
            Add(delta["thinking"u8], json, new TextName(index, 0), TextKind.SignedReasoning);
        }
        else if (type.Is("content_block_stop"u8))
        {
            EndedGroup = index;
        }
        else if (type.Is("ping"u8))
        {
            IsKeepAlive = true;
        }
        else
        {
            EndsAll |= type.Is("message_delta"u8) || type.Is("message_stop"u8) || type.Is("error"u8);
        }
    }

    private void Responses(JsonSpan value, ReadOnlySpan<byte> type, ReadOnlySpan<byte> json)
    {
        int item = value["output_index"u8].Int() ?? 0;
        if (type.EndsWith(".delta"u8))
        {
            bool arguments = type.IndexOf("_arguments"u8) >= 0, reasoning = type.IndexOf("reasoning"u8) >= 0;
            int part = (value["content_index"u8].Int() ?? value["summary_index"u8].Int() ?? 0) & 0xFFFF;
            Add(value["delta"u8], json, new TextName(item, (part * 4) + (arguments ? 1 : reasoning ? 2 : 0)), arguments ? TextKind.Arguments : reasoning ? TextKind.Reasoning : TextKind.Said);
        }
        else if (type.EndsWith(".done"u8))
        {
            EndedGroup = item;
        }
        else
        {
            EndsAll |= type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) || type.SequenceEqual("response.failed"u8);
        }
    }

    private void Chat(JsonSpan value, ReadOnlySpan<byte> json)
    {
        foreach (var choice in value["choices"u8].Elements)
        {
            int index = choice["index"u8].Int() ?? 0;
            var delta = choice["delta"u8];
            Add(delta["reasoning_content"u8], json, new TextName(index, 1), TextKind.Reasoning);
            Add(delta["reasoning"u8], json, new TextName(index, 2), TextKind.Reasoning);
            Add(delta["content"u8], json, new TextName(index, 0), TextKind.Said);
            Add(delta["refusal"u8], json, new TextName(index, 3), TextKind.Said);
            foreach (var call in delta["tool_calls"u8].Elements)
            {
                // A call is begun once.
                IsPlain &= !call["id"u8].Exists;
                var name = new TextName(index, FirstCall + (call["index"u8].Int() ?? 0));
                Add(call["function"u8]["arguments"u8], json, name, TextKind.Arguments);
                Add(call["custom"u8]["input"u8], json, name, TextKind.Said);
            }

            var older = delta["function_call"u8];
            IsPlain &= !older["name"u8].Exists;
            Add(older["arguments"u8], json, new TextName(index, 4), TextKind.Arguments);

            EndedGroup = choice["finish_reason"u8].IsString ? index : EndedGroup;
        }
    }

    private void Gemini(JsonSpan value, ReadOnlySpan<byte> json)
    {
        foreach (var candidate in value["candidates"u8].Elements)
        {
            int index = candidate["index"u8].Int() ?? 0;
            foreach (var part in candidate["content"u8]["parts"u8].Elements)
            {
                IsPlain &= part["text"u8].IsString;
                bool thought = part["thought"u8].IsTrue, signed = thought && part["thoughtSignature"u8].HasText;
                Add(part["text"u8], json, new TextName(index, signed ? 2 : thought ? 1 : 0), signed ? TextKind.SignedReasoning : thought ? TextKind.Reasoning : TextKind.Said);
            }

            EndedGroup = candidate["finishReason"u8].IsString ? index : EndedGroup;
        }
    }

    private void Add(JsonSpan text, ReadOnlySpan<byte> json, TextName name, TextKind kind)
    {
        if (text.IsString && json.Overlaps(text.Inner, out int at))
        {
            _added.Add(new EventText(name, new Slice(at, text.Inner.Length), kind));
        }
    }
}
