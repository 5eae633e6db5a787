using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using Xunit;

namespace CodeRouter.Core.Tests.Conversations;

/// <summary>Agents cut texts anywhere, an escaped emoji in its middle too: what is left is read, and never ends a request.</summary>
public sealed class HalvesOfCharacters
{
    [Theory]
    [InlineData("""{"a":"x \ud83d y"}""", "x \ufffd y")]
    [InlineData("""{"a":"\uDE00"}""", "\ufffd")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", "\ufffd\U0001F600")]
    [InlineData("""{"a":"\ud83d\n"}""", "\ufffd\n")]
    [InlineData("""{"a":"\uD83D\uDE00 stays"}""", "\U0001F600 stays")]
    [InlineData("""{"a":"\\ud83d stays"}""", "\\ud83d stays")]
    [InlineData("""{"a":"\\\ud83d"}""", "\\\ufffd")]
    [InlineData("""{"a":"plain"}""", "plain")]
    public void Each_half_becomes_the_replacement_character_and_nothing_else_changes(string json, string text)
    {
        using var document = JsonDocument.Parse(EscapedHalves.Replaced(json));
        Assert.Equal(text, document.RootElement.GetProperty("a").GetString());
    }

    [Theory]
    [InlineData("""{"a":"\ud83""")]
    [InlineData("""{"a":"\ud83d""")]
    [InlineData("{\"a\":\"\\ud83d\\")]
    public void What_is_cut_short_is_left_to_the_reader(string json) => Assert.NotNull(EscapedHalves.Replaced(json));

    [Fact]
    public void A_tools_answer_in_JSON_is_read_all_the_same()
    {
        var call = TextSteps.Use("shell", """{"command":"pytest"}""");
        var finding = OutcomeReader.Read(new Exchange(call, """{"output":"1 failed, 2 passed in 0.1s \ud83d","metadata":{"exit_code":1}}""", null));
        Assert.Equal(Outcome.TestFailed, finding.Outcome);
    }

    [Fact]
    public void A_line_to_classify_is_read_all_the_same()
    {
        var said = new StepClassifier(BuiltInDialects.Of).Classify(Encoding.UTF8.GetBytes("""{"id":"\ud83d","text":"fix the failing test \ud83d"}"""));
        Assert.Null(said.Problem);
        Assert.Equal(Phase.Debug, said.Phase);
    }
}
