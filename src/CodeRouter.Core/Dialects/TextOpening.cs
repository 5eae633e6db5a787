using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Joins texts up to a number of characters.</summary>
internal sealed class TextOpening(int maxChars)
{
    private readonly StringBuilder _text = new();

    public bool IsFull => _text.Length >= maxChars;

    /// <summary>A string, or the <c>text</c> of each part in a list.</summary>
    public void Add(JsonSpan content)
    {
        if (IsFull)
        {
            return;
        }

        if (content.HasText)
        {
            if (_text.Length > 0)
            {
                _text.Append('\n');
            }

            _text.Append(JsonText.Head(content.Inner, Math.Max(0, maxChars - _text.Length)));
        }
        else if (content.IsArray)
        {
            foreach (var part in content.Elements)
            {
                Add(part.IsObject ? part["text"u8] : part);
            }
        }
        else if (content.IsObject)
        {
            Add(content["text"u8]);
        }
    }

    public override string ToString() => _text.Length > maxChars ? _text.ToString(0, maxChars) : _text.ToString();
}
