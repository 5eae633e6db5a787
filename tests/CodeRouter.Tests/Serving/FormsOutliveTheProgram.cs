using System.Text.RegularExpressions;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>What somebody has filled in is not lost because the router was started again meanwhile.</summary>
public sealed partial class FormsOutliveTheProgram
{
    [Fact]
    public async Task A_form_that_was_open_is_taken_after_a_restart()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        using var folder = new ServedFolder();
        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("m", "sim")));
        string page;
        await using (var first = RunningProgram.Start(folder.Serve()))
        {
            using var before = new HttpClient { BaseAddress = await first.ListeningAsync() };
            page = await before.GetStringAsync("/dashboard/signals", TestContext.Current.CancellationToken);
            first.Signal("TERM");
            Assert.Equal(0, await first.ExitAsync());
        }

        await using var second = RunningProgram.Start(folder.Serve());
        using var http = new HttpClient { BaseAddress = await second.ListeningAsync() };
        using var form = new FormUrlEncodedContent([.. Hidden().Matches(page).Select(static m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value)).DistinctBy(static p => p.Key), new("name", "words"), new("type", "keywords"), new("operator", "OR"), new("keywords", "prove")]);
        using var answer = await http.PostAsync("/dashboard/signals", form, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("The form was not taken", body, StringComparison.Ordinal);
        Assert.True(answer.IsSuccessStatusCode, body);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
