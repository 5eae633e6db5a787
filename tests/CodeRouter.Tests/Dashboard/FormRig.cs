using System.Net;
using System.Text.RegularExpressions;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

/// <summary>Pages and forms as a browser without script has them: the hidden fields come back, everything goes over HTTP.</summary>
internal static partial class FormRig
{
    public const string Secret = "sk-written-in-the-file";
    public const string Hostile = "\"><script>alert('x')</script>&amp;";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A gateway of a file with two models, two signals and three rules; the models answer.</summary>
    public static async Task<GatewayRig> FileAsync(string? models = null, SimulatedOptions? options = null)
    {
        var provider = new SimulatedProvider(options);
        await provider.StartAsync();
        string text = $$"""
            version: v0.1
            name: rig
            listeners: [{name: t, address: 127.0.0.1, port: 0, timeout: 30s}]
            providers:
              models:
                - {name: sim, tier: local, capabilities: [coding], quality_score: 0.8, pricing: {prompt_per_1m: 0, completion_per_1m: 0} }
                - {name: other, tier: strong, pricing: {prompt_per_1m: 3, completion_per_1m: 4} }
            {{models}}
              default_model: sim
            channels:
              - {name: main, api_format: openai, base_url: "{{provider.BaseUri}}v1", access_key: {{Secret}}, models: [sim, other], headers: {x-team: blue} }
            signals:
              keywords:
                - {name: proofs, operator: OR, keywords: [prove, derive], case_sensitive: false}
            decisions:
              - {name: proof-route, priority: 100, rules: {operator: OR, conditions: [{type: keyword, name: proofs}]}, modelRefs: [{model: other, use_reasoning: true}]}
            """;
        var compiled = SettingsCompiler.Compile(text, static _ => null, Catalog.Empty);
        Assert.True(compiled.Settings is not null, string.Join("\n", compiled.Problems.Take(3)));
        return await GatewayRig.StartAsync(compiled.Settings!, provider, origin: new ConfigOrigin(text, compiled.Settings!, Catalog.Empty));
    }

    public static async Task<Page> PageAsync(this GatewayRig rig, string path)
    {
        using var answer = await rig.Http.GetAsync("/dashboard" + path, Cancel);
        return await Page.OfAsync(answer);
    }

    /// <summary>Sends a form of this page; its hidden fields go along unless they are given.</summary>
    /// <param name="from">The page the form is on.</param>
    public static async Task<Page> SendAsync(this GatewayRig rig, Page from, string to, params (string Name, string Value)[] fields)
    {
        var form = Form(from.Html, "/dashboard" + to).Matches(from.Html).Select(static m => m.Groups["in"].Value).FirstOrDefault() ?? "";
        var sent = Hidden().Matches(form).Select(static m => (Name: WebUtility.HtmlDecode(m.Groups[1].Value), Value: WebUtility.HtmlDecode(m.Groups[2].Value)))
            .Where(h => h.Name is "form_token" or "seen" or "id" or "name" or "yaml" && !fields.Any(f => f.Name == h.Name))
            .Concat(fields).Select(static f => new KeyValuePair<string, string>(f.Name, f.Value));
        using var answer = await rig.Http.PostAsync("/dashboard" + to, new FormUrlEncodedContent(sent), Cancel);
        return await Page.OfAsync(answer);
    }

    public static Settings Settings(this GatewayRig rig) => rig.Gateway.State.Current.Settings;

    private static Regex Form(string html, string action) => html.Contains($"<form method=\"post\" action=\"{action}\"", StringComparison.Ordinal) ? new Regex($"<form method=\"post\" action=\"{Regex.Escape(action)}\"[^>]*>(?<in>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture) : AnyForm();

    [GeneratedRegex("<form[^>]*method=\"post\"[^>]*>(?<in>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex AnyForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\" ?/?>")]
    private static partial Regex Hidden();
}

/// <summary>A page that came back.</summary>
internal sealed partial record Page(HttpStatusCode Status, string Html, string Path)
{
    /// <summary>As people read it.</summary>
    public string Text => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Html[Html.IndexOf("<main", StringComparison.Ordinal)..], " ")), " ");

    public static async Task<Page> OfAsync(HttpResponseMessage answer) =>
        new(answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.RequestMessage!.RequestUri!.AbsolutePath);

    /// <summary>The field is marked as wrong, and its message is tied to it.</summary>
    public bool Marks(string field) =>
        Html.Contains($"aria-invalid=\"true\" aria-describedby=\"{field}-wrong\"", StringComparison.Ordinal) && Html.Contains($"id=\"{field}-wrong\"", StringComparison.Ordinal);

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
