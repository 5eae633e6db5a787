using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard;

/// <summary>Markup being written. What stands in the holes of <see cref="Add"/> is text and is escaped; only other markup goes in as it is.</summary>
public sealed class Html
{
    private readonly StringBuilder _text = new(4096);

    public Html Add([InterpolatedStringHandlerArgument("")] ref Holes markup)
    {
        _ = markup;
        return this;
    }

    public override string ToString() => _text.ToString();

    public static implicit operator RenderFragment(Html html) => to => to.AddMarkupContent(0, html.ToString());

    /// <summary>The compiler's way to hand over an interpolated string piece by piece.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Holes
    {
        private readonly StringBuilder _to;

        public Holes(int literalLength, int formattedCount, Html html)
        {
            (_, _) = (literalLength, formattedCount);
            _to = html._text;
        }

        public void AppendLiteral(string markup) => _to.Append(markup);

        public void AppendFormatted(string? text) => _to.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(Html? markup) => _to.Append(markup?._text);

        public void AppendFormatted(long number) => _to.Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
