using System.Diagnostics;
using CodeRouter.Cli;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>Shells complete what can be typed, and the manual page holds all of it.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("coderouter det", "detect-host")]
    [InlineData("coderouter run --ver", "--verify --verify-timeout")]
    [InlineData("coderouter keys re", "revoke")]
    [InlineData("coderouter keys create --exp", "--expires")]
    public void Bash_completes_verbs_the_words_below_them_and_options(string typed, string offered)
    {
        string script = CompletionScripts.Write("bash") + $"\nCOMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _coderouter; echo \"${{COMPREPLY[@]}}\"\n";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal(offered, bash.StandardOutput.ReadToEnd().Trim());
        bash.WaitForExit();
    }

    [Fact]
    public void Every_shell_and_the_manual_know_every_verb()
    {
        foreach (string text in CompletionScripts.Shells.Select(CompletionScripts.Write).Append(ManualPage.Write().Replace("\\-", "-", StringComparison.Ordinal)))
        {
            Assert.All(VerbList.Read().SelectMany(static v => v.Words.Split(' ')), w => Assert.Contains(w, text, StringComparison.Ordinal));
            Assert.Contains("verify-timeout", text, StringComparison.Ordinal);
        }
    }
}
