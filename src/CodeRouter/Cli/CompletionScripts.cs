using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;

namespace CodeRouter.Cli;

/// <summary>
/// Completion for four shells: the verbs, the words below them, their options and what these may be, written out, so that completing starts no program.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    public static string Write(string shell) => shell switch
    {
        "bash" => Bash(),
        "zsh" => Zsh(),
        "fish" => Fish(),
        _ => PowerShell(),
    };

    // What may come next, by what stands before, with what it does.
    private static SortedDictionary<string, List<(string Word, string Does)>> Next()
    {
        var next = new SortedDictionary<string, List<(string Word, string Does)>>(StringComparer.Ordinal) { [""] = [] };
        foreach (var verb in VerbList.Read())
        {
            string[] words = verb.Words.Split(' ');
            for (int i = 0; i < words.Length; i++)
            {
                string before = string.Join(' ', words.Take(i));
                var list = next.TryGetValue(before, out var known) ? known : next[before] = [];
                int at = list.FindIndex(w => w.Word == words[i]);
                string does = i == words.Length - 1 ? verb.Description : Group(words[i]);
                if (at < 0)
                {
                    list.Add((words[i], does));
                }
            }

            next[verb.Words] = [.. Choices(verb).Select(static word => (word, "")), .. verb.Options.Select(static o => (o.Name, o.Description ?? "")), ("--help", "Say how it is used")];
        }

        return next;
    }

    // What an argument or an option's value may be, where it is one of a few words.
    private static IEnumerable<string> Choices(VerbLine verb) => verb.Arguments.SelectMany(Choices);

    private static IEnumerable<string> Choices(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty).Select(static c => c.Label.ToLowerInvariant());

    private static IEnumerable<(string Typed, string[] Values)> Values() =>
        from verb in VerbList.Read()
        from option in verb.Options
        where TakesValue(option)
        let values = Choices(option).ToArray()
        where values.Length > 0
        select ($"{verb.Words} {option.Name}", values);

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    private static string Group(string word) => CommandLine.Root().Subcommands.First(c => c.Name == word).Description ?? "";

    // Options that are followed by a value, which may be a file.
    private static IEnumerable<string> Valued() => VerbList.Read().SelectMany(static v => v.Options).Where(TakesValue).Select(static o => o.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Known() => string.Join('|', Next().Keys.Where(static k => k.Length > 0).Select(static k => k.Contains(' ', StringComparison.Ordinal) ? $"\"{k}\"" : $"\" {k}\""));

    // "--format=json" is three words to bash.
    private static string Bash()
    {
        var text = new StringBuilder("_coderouter() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" said=\"\" w\n  COMPREPLY=()\n  [[ $cur == = ]] && cur=\"\"\n  [[ $prev == = ]] && prev=\"${COMP_WORDS[COMP_CWORD-2]}\"\n");
        text.Append("  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$said $w\" in\n      ").Append(Known()).Append(") said=\"${said:+$said }$w\" ;;\n    esac\n  done\n  case \"$said $prev\" in\n");
        foreach (var (typed, values) in Values())
        {
            text.Append("    \"").Append(typed).Append("\") COMPREPLY=($(compgen -W \"").AppendJoin(' ', values).Append("\" -- \"$cur\")); return ;;\n");
        }

        text.Append("  esac\n  case \"$prev\" in ").AppendJoin('|', Valued()).Append(") return ;; esac\n  case \"$said\" in\n");
        foreach (var (before, words) in Next())
        {
            text.Append("    \"").Append(before).Append("\") COMPREPLY=($(compgen -W \"").AppendJoin(' ', words.Select(static w => w.Word)).Append("\" -- \"$cur\")) ;;\n");
        }

        return text.Append("  esac\n}\ncomplete -o default -F _coderouter coderouter\n").ToString();
    }

    // Below a folder of fpath the file is the function; sourced, it defines it.
    private static string Zsh()
    {
        var text = new StringBuilder("#compdef coderouter\n_coderouter() {\n  local said=\"\" prev=\"$words[CURRENT-1]\" w i\n  local -a next\n  if [[ \"$words[CURRENT]\" == --*=* ]]; then\n    prev=\"${words[CURRENT]%%=*}\"\n    compset -P '*='\n  fi\n");
        text.Append("  for (( i = 2; i < CURRENT; i++ )); do\n    w=\"$words[i]\"\n    case \"$said $w\" in\n      ").Append(Known()).Append(") said=\"${said:+$said }$w\" ;;\n    esac\n  done\n  case \"$said $prev\" in\n");
        foreach (var (typed, values) in Values())
        {
            text.Append("    \"").Append(typed).Append("\") compadd -- ").AppendJoin(' ', values).Append("; return ;;\n");
        }

        text.Append("  esac\n  case \"$prev\" in\n    ").AppendJoin('|', Valued()).Append(") _files; return ;;\n  esac\n  case \"$said\" in\n");
        foreach (var (before, words) in Next())
        {
            text.Append("    \"").Append(before).Append("\") next=(").AppendJoin(' ', words.Select(static w => Single($"{w.Word}:{w.Does}"))).Append(") ;;\n");
        }

        return text.Append("  esac\n  if [[ -n \"$said\" && \"$words[CURRENT]\" != -* && \"$next[1]\" == --* ]]; then\n    _files\n  else\n    _describe coderouter next\n  fi\n}\n")
            .Append("if [[ \"$funcstack[1]\" == _coderouter ]]; then\n  _coderouter \"$@\"\nelse\n  compdef _coderouter coderouter\nfi\n").ToString();
    }

    private static string Fish()
    {
        var text = new StringBuilder("complete -c coderouter -f -n __fish_use_subcommand\n");
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var next = Next();
        foreach (var verb in VerbList.Read())
        {
            string[] words = verb.Words.Split(' ');
            string seen = string.Join("; and ", words.Select(static w => $"__fish_seen_subcommand_from {w}"));
            if (words.Length == 1 || groups.Add(words[0]))
            {
                text.Append("complete -c coderouter -f -n __fish_use_subcommand -a ").Append(words[0]).Append(" -d ").Append(Quoted(words.Length == 1 ? verb.Description : Group(words[0]))).Append('\n');
            }

            if (words.Length > 1)
            {
                string others = string.Join(' ', next[words[0]].Select(static w => w.Word));
                text.Append("complete -c coderouter -f -n '__fish_seen_subcommand_from ").Append(words[0]).Append("; and not __fish_seen_subcommand_from ").Append(others).Append("' -a ").Append(words[1]).Append(" -d ").Append(Quoted(verb.Description)).Append('\n');
            }

            if (Choices(verb).Any())
            {
                text.Append("complete -c coderouter -f -n '").Append(seen).Append("' -a '").AppendJoin(' ', Choices(verb)).Append("'\n");
            }

            foreach (var option in verb.Options)
            {
                text.Append("complete -c coderouter -n '").Append(seen).Append("' -l ").Append(option.Name.TrimStart('-')).Append(!TakesValue(option) ? "" : Choices(option).Any() ? $" -x -a '{string.Join(' ', Choices(option))}'" : " -r").Append(" -d ").Append(Quoted(option.Description ?? "")).Append('\n');
            }
        }

        return text.ToString();
    }

    // Where nothing is given back PowerShell offers files by itself.
    private static string PowerShell()
    {
        var text = new StringBuilder("Register-ArgumentCompleter -Native -CommandName coderouter -ScriptBlock {\n  param($word, $line, $at)\n  $next = @{\n");
        foreach (var (before, words) in Next())
        {
            text.Append("    '").Append(before).Append("' = '").AppendJoin(' ', words.Select(static w => w.Word)).Append("'\n");
        }

        text.Append("  }\n  $values = @{\n");
        foreach (var (typed, values) in Values())
        {
            text.Append("    '").Append(typed).Append("' = '").AppendJoin(' ', values).Append("'\n");
        }

        return text.Append("  }\n  $valued = '").AppendJoin(' ', Valued()).Append("""
            '
              $said = ''
              $before = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $at } | ForEach-Object { "$_" })
              foreach ($w in $before) {
                $longer = ("$said $w").Trim()
                if ($next.ContainsKey($longer)) { $said = $longer }
              }
              $last = if ($before.Count) { $before[-1] } else { '' }
              $offered = if ($values.ContainsKey("$said $last")) { $values["$said $last"] } elseif ($valued.Split(' ') -contains $last) { '' } else { $next[$said] }
              $offered.Split(' ') | Where-Object { $_ -and $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """).ToString();
    }

    // Between single quotes zsh knows no escape; a colon would end the word.
    private static string Single(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Quoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
