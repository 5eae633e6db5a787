using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Collects the parts of one message within the limits of reading.</summary>
internal sealed class PartList(ReadLimits limits)
{
    private readonly List<Part> _parts = new(2);

    public IReadOnlyList<Part> Parts => _parts;

    public void Add(PartKind kind) => _parts.Add(new Part(kind));

    /// <summary>A text or reasoning part; nothing where the value is no text.</summary>
    public void AddText(PartKind kind, JsonSpan text)
    {
        if (text.HasText)
        {
            var (clipped, full) = JsonText.Clip(text.Inner, limits);
            _parts.Add(new Part(kind, clipped, FullLength: full));
        }
    }

    public void AddCall(string? name, JsonSpan id, JsonSpan arguments)
    {
        string clipped = "";
        int full = 0;
        if (arguments.IsString)
        {
            (clipped, full) = JsonText.Clip(arguments.Inner, limits);
        }
        else if (arguments.Exists)
        {
            (clipped, full) = JsonText.Clip(Encoding.UTF8.GetString(arguments.Raw), limits);
        }

        _parts.Add(new Part(PartKind.ToolCall, ToolName: name, ToolId: id.Text(), Arguments: clipped, FullLength: full));
    }

    public void AddResult(string? name, JsonSpan id, ResultText text, bool? isError)
    {
        _parts.Add(new Part(PartKind.ToolResult, text.Text, name, id.Text(), IsError: isError, FullLength: text.FullLength));
        foreach (var kind in text.Media)
        {
            Add(kind);
        }
    }

    public bool OnlyResults
    {
        get
        {
            bool any = false;
            foreach (var part in _parts)
            {
                any |= part.Kind == PartKind.ToolResult;
                if (part.Kind is PartKind.Text or PartKind.ToolCall or PartKind.Reasoning)
                {
                    return false;
                }
            }

            return any;
        }
    }

    public ResultText NewResult() => new(limits);
}

/// <summary>The text of one tool result, joined from its parts, and what else was in it.</summary>
internal sealed class ResultText(ReadLimits limits)
{
    private string _text = "";
    private int _count;

    public List<PartKind> Media { get; } = [];

    public int FullLength { get; private set; }

    public string Text => _count > 1 ? JsonText.Clip(_text, limits).Text : _text;

    public void Add(JsonSpan text)
    {
        if (text.IsString)
        {
            var (clipped, full) = JsonText.Clip(text.Inner, limits);
            Add(clipped, full);
        }
        else if (text.Exists)
        {
            Add(Encoding.UTF8.GetString(text.Raw));
        }
    }

    public void Add(string text)
    {
        var (clipped, full) = JsonText.Clip(text, limits);
        Add(clipped, full);
    }

    private void Add(string clipped, int full)
    {
        _text = _count++ == 0 ? clipped : _text + "\n" + clipped;
        FullLength += full + (_count > 1 ? 1 : 0);
    }
}
