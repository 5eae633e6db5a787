using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeRouter.Dashboard;

/// <summary>Razor markup as text: components render once, on the server, and leave nothing behind.</summary>
internal static class Rendering
{
    /// <summary>Letters of all languages stand as they are: the pages are UTF-8, and would be a third longer otherwise.</summary>
    private static readonly IServiceProvider Services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();

    /// <summary>Every attribute that holds an address of ours. Quotes of what pages show are encoded, so this is never somebody's text.</summary>
    private static readonly string[] Addresses = [" href=\"", " src=\"", " action=\"", " formaction=\"", " data-feed=\""];

    /// <summary>The markup as it is asked for: its addresses are written from the root, and stand below the path that a proxy serves the router at.</summary>
    public static async Task<string> TextAsync(HttpRequest request, RenderFragment markup)
    {
        string text = await TextAsync(markup);
        return request.PathBase.HasValue ? Addresses.Aggregate(text, (sofar, address) => sofar.Replace(address + "/", address + request.PathBase.ToUriComponent() + "/", StringComparison.Ordinal)) : text;
    }

    private static async Task<string> TextAsync(RenderFragment markup)
    {
        await using var renderer = new HtmlRenderer(Services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var whole = await renderer.RenderComponentAsync<Whole>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Whole.Markup)] = markup }));
            return whole.ToHtmlString();
        });
    }

    /// <summary>The root the renderer asks for.</summary>
    private sealed class Whole : IComponent
    {
        private RenderHandle _handle;

        [Parameter]
        public RenderFragment? Markup { get; set; }

        public void Attach(RenderHandle renderHandle) => _handle = renderHandle;

        public Task SetParametersAsync(ParameterView parameters)
        {
            parameters.SetParameterProperties(this);
            _handle.Render(Markup!);
            return Task.CompletedTask;
        }
    }
}
