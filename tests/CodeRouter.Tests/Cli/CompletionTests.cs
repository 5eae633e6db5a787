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
    [InlineData("coderouter serve --config ''", "")]
    [InlineData("coderouter setup claude", "claude_code")]
    [InlineData("coderouter report fai", "failure")]
    [InlineData("coderouter plan --format ''", "json md text")]
    [InlineData("coderouter plan --format j", "json")]
    [InlineData("coderouter plan --format = j", "json")]
    [InlineData("coderouter stats --format ''", "json table")]
    [InlineData("coderouter serve --log-format t", "text")]
    [InlineData("coderouter run --host clau", "claude_code")]
    [InlineData("coderouter run --mode ''", "auto manual")]
    [InlineData("coderouter stats --phase re", "refactor review")]
    [InlineData("coderouter keys create ci --role v", "viewer")]
    [InlineData("coderouter keys create ci --group ''", "")]
    public void Bash_completes_verbs_the_words_below_them_and_options(string typed, string offered)
    {
        string script = CompletionScripts.Write("bash") + $"\nCOMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _coderouter; echo \"${{COMPREPLY[@]}}\"\n";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal(offered, bash.StandardOutput.ReadToEnd().Trim());
        bash.WaitForExit();
    }

    [Theory]
    [InlineData("coderouter det", "detect-host")]
    [InlineData("coderouter run --ver", "--verify --verify-timeout")]
    [InlineData("coderouter keys ", "create list revoke rotate set")]
    [InlineData("coderouter keys list --", "--config --data --json")]
    [InlineData("coderouter keys revoke cr", "")]
    [InlineData("coderouter setup claude", "claude_code")]
    [InlineData("coderouter plan --format ", "json md text")]
    [InlineData("coderouter plan --format=j", "--format=json")]
    [InlineData("coderouter stats --format ", "json table")]
    [InlineData("coderouter keys create ci --role v", "viewer")]
    public void Fish_completes_verbs_the_words_below_them_and_options(string typed, string offered)
    {
        Assert.SkipUnless(Has("fish"), "fish is not installed");
        string said = Output("fish", "--no-config", "-c", $"{CompletionScripts.Write("fish")}\ncd (mktemp -d); complete -C '{typed}'");
        Assert.Equal(offered, string.Join(' ', said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split('\t')[0]).Where(static w => w is not "--help").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("coderouter det", "coderouter detect-host ")]
    [InlineData("coderouter run --verify-", "coderouter run --verify-timeout ")]
    [InlineData("coderouter keys rev", "coderouter keys revoke ")]
    [InlineData("coderouter keys create --exp", "coderouter keys create --expires ")]
    [InlineData("coderouter serve --config only-", "coderouter serve --config only-file ")]
    [InlineData("coderouter setup claude", "coderouter setup claude_code ")]
    [InlineData("coderouter plan --format j", "coderouter plan --format json ")]
    [InlineData("coderouter stats --format=j", "coderouter stats --format=json ")]
    [InlineData("coderouter keys create ci --role v", "coderouter keys create ci --role viewer ")]
    public void Zsh_completes_at_its_own_prompt_from_a_folder_of_functions(string typed, string becomes)
    {
        Assert.SkipUnless(Has("zsh"), "zsh is not installed");
        var folder = Directory.CreateTempSubdirectory("cr-zsh-");
        File.WriteAllText(Path.Combine(folder.FullName, "_coderouter"), CompletionScripts.Write("zsh"));
        File.WriteAllText(Path.Combine(folder.FullName, "only-file"), "");

        // Enter runs a widget that says what stands on the line.
        string prepare = $"cd {folder.FullName}; fpath=({folder.FullName} $fpath); autoload -U compinit; compinit -u -D; said() {{ print -r -- \"<<$BUFFER>>\" > said.new; mv said.new said; BUFFER=; zle accept-line; }}; zle -N said; bindkey '^T' said; print ready > ready";
        string script = $"zmodload zsh/zpty; cd {folder.FullName}; zpty z zsh -f -i; zpty -w z {Shell(prepare)}; repeat 400; do [[ -e ready ]] && break; sleep 0.05; done; zpty -w -n z {Shell(typed)}$'\\t\\x14'; repeat 400; do [[ -e said ]] && break; sleep 0.05; done; cat said; zpty -d z";
        Assert.Equal($"<<{becomes}>>", Output("zsh", "-f", "-c", script).Trim());
        folder.Delete(recursive: true);
    }

    private static bool Has(string shell) => File.Exists("/usr/bin/" + shell);

    private static string Shell(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
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
