using System.Text;

namespace CodeRouter.Cli;

/// <summary>
/// Completion for four shells: the verbs, the words below them and their options, written out, so that completing starts no program.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static string Write(string shell) => shell switch
    {
        "bash" => Bash("complete -o default -F _coderouter coderouter\n"),
        "zsh" => "#compdef coderouter\nautoload -U +X bashcompinit && bashcompinit\n" + Bash("complete -o default -F _coderouter coderouter\n"),
        "fish" => Fish(),
        _ => PowerShell(),
    };

    // What may come next, by what stands before.
    private static SortedDictionary<string, List<string>> Next()
    {
        var next = new SortedDictionary<string, List<string>>(StringComparer.Ordinal) { [""] = [] };
        foreach (var verb in VerbList.Read())
        {
            string[] words = verb.Words.Split(' ');
            for (int i = 0; i < words.Length; i++)
            {
                string before = string.Join(' ', words.Take(i));
                var list = next.TryGetValue(before, out var known) ? known : next[before] = [];
                if (!list.Contains(words[i], StringComparer.Ordinal))
                {
                    list.Add(words[i]);
                }
            }

            next[verb.Words] = [.. verb.Options.Select(static o => o.Name), "--help"];
        }

        return next;
    }

    private static string Bash(string end)
    {
        var text = new StringBuilder("_coderouter() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" said=\"\" w\n  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$said $w\" in\n");
        text.Append("      ").Append(string.Join('|', Next().Keys.Where(static k => k.Length > 0).Select(static k => k.Contains(' ', StringComparison.Ordinal) ? $"\"{k}\"" : $"\" {k}\""))).Append(") said=\"${said:+$said }$w\" ;;\n    esac\n  done\n  case \"$said\" in\n");
        foreach (var (before, words) in Next())
        {
            text.Append("    \"").Append(before).Append("\") COMPREPLY=($(compgen -W \"").AppendJoin(' ', words).Append("\" -- \"$cur\")) ;;\n");
        }

        return text.Append("  esac\n}\n").Append(end).ToString();
    }

    private static string Fish()
    {
        var text = new StringBuilder("complete -c coderouter -f -n __fish_use_subcommand\n");
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var verb in VerbList.Read())
        {
            string[] words = verb.Words.Split(' ');
            string seen = string.Join("; and ", words.Select(static w => $"__fish_seen_subcommand_from {w}"));
            if (words.Length == 1 || groups.Add(words[0]))
            {
                text.Append("complete -c coderouter -f -n __fish_use_subcommand -a ").Append(words[0]).Append(" -d ").Append(Quoted(words.Length == 1 ? verb.Description : words[0])).Append('\n');
            }

            if (words.Length > 1)
            {
                text.Append("complete -c coderouter -f -n '__fish_seen_subcommand_from ").Append(words[0]).Append("' -a ").Append(words[1]).Append(" -d ").Append(Quoted(verb.Description)).Append('\n');
            }

            foreach (var option in verb.Options)
            {
                text.Append("complete -c coderouter -n '").Append(seen).Append("' -l ").Append(option.Name.TrimStart('-')).Append(option.ValueType == typeof(bool) ? "" : " -r").Append(" -d ").Append(Quoted(option.Description ?? "")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string PowerShell()
    {
        var text = new StringBuilder("Register-ArgumentCompleter -Native -CommandName coderouter -ScriptBlock {\n  param($word, $line, $at)\n  $next = @{\n");
        foreach (var (before, words) in Next())
        {
            text.Append("    '").Append(before).Append("' = '").AppendJoin(' ', words).Append("'\n");
        }

        return text.Append("""
              }
              $said = ''
              foreach ($w in ($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })) {
                $longer = ("$said $w").Trim()
                if ($next.ContainsKey($longer)) { $said = $longer }
              }
              $next[$said].Split(' ') | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """).ToString();
    }

    private static string Quoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
