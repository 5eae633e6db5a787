using System.Collections.Frozen;

namespace CodeRouter.Core.Evidence;

/// <summary>Which words name which kind of command. Data first; the few families with sub-commands (npm, cargo, go …) have a line each.</summary>
internal static class CommandWords
{
    private static readonly FrozenDictionary<string, (CommandKind Kind, string Runner)> Programs = Table(
        (CommandKind.Look, "cat head tail less more nl wc ls tree stat file pwd which whereis type du df env printenv echo printf date whoami uname id ps sleep true false cd pushd popd set export source . jq yq cut sort uniq column basename dirname realpath readlink strings hexdump xxd diff cmp tee tr awk gawk sqlite3-dump Get-Content Get-ChildItem Select-Object Write-Output wait mkdir touch journalctl dmesg"),
        (CommandKind.Search, "grep egrep fgrep rg ag ack find fd fdfind locate Select-String xargs"),
        (CommandKind.Test, "pytest py.test jest vitest mocha ava tap tape rspec minitest phpunit pest ctest tox nox nose2 nosetests cucumber behave playwright cypress karma jasmine bats busted tasty gtest prove gotestsum testthat"),
        (CommandKind.Build, "tsc vue-tsc svelte-check parcel gcc g++ clang clang++ cc c++ javac kotlinc rustc make gmake ninja cmake msbuild webpack vite rollup esbuild tsup turbo nx bazel mypy pyright basedpyright pyre ghc swiftc ocamlc dune xcodebuild meson scons ant sbt protoc latexmk pdflatex hugo mkdocs"),
        (CommandKind.Lint, "eslint ruff flake8 pylint rubocop standardrb stylelint biome oxlint tslint xo clippy-driver golangci-lint staticcheck shellcheck hadolint markdownlint markdownlint-cli2 phpcs phpstan psalm credo ktlint detekt checkstyle swiftlint yamllint actionlint clang-tidy cppcheck bandit semgrep vale pre-commit ansible-lint tflint"),
        (CommandKind.Format, "prettier black isort gofmt goimports rustfmt autopep8 yapf clang-format shfmt dprint"),
        (CommandKind.Edit, "apply_patch applypatch patch rm mv cp ln chmod chown truncate dd"),
        (CommandKind.Git, "git gh glab hub jj svn hg"),
        (CommandKind.Install, "pip pip3 pipx apt apt-get brew yum dnf apk pacman conda mamba gem bundle-install poetry-install nvm asdf"),
        (CommandKind.Fetch, "curl wget http httpie ssh scp rsync ping nc telnet"));

    private static readonly FrozenSet<string> NodeManagers = new[] { "npm", "pnpm", "yarn", "bun", "npx", "pnpx", "bunx", "deno", "lerna", "turbo", "nx", "rush" }.ToFrozenSet(StringComparer.Ordinal);

    public static (CommandKind Kind, string Runner) Judge(List<string> words)
    {
        string first = Base(words[0]);
        string second = words.Count > 1 ? words[1] : "";
        switch (first)
        {
            case "perl" when !words.Exists(static w => w.Length > 1 && w[0] == '-' && w.AsSpan(1).IndexOfAny('n', 'p', 'e') >= 0):
                return Interpreter(words, first);
            case "sed" or "perl":
                return words.Exists(w => w.StartsWith("-i", StringComparison.Ordinal) || w is "-pi" or "--in-place" or "-pie") ? (CommandKind.Edit, first) : (CommandKind.Look, first);
            case "git":
                return Git(words);
            case "cargo":
                return FirstOf(words, ("test", CommandKind.Test), ("nextest", CommandKind.Test), ("clippy", CommandKind.Lint), ("fmt", CommandKind.Lint), ("build", CommandKind.Build), ("check", CommandKind.Build), ("b", CommandKind.Build), ("t", CommandKind.Test), ("run", CommandKind.Other)) is { } c ? (c, "cargo") : (CommandKind.Other, "cargo");
            case "go":
                return second switch { "test" => (CommandKind.Test, "go"), "build" or "install" => (CommandKind.Build, "go"), "vet" => (CommandKind.Lint, "go vet"), "mod" or "get" => (CommandKind.Install, "go"), _ => (CommandKind.Other, "go") };
            case "dotnet":
                return second switch { "test" => (CommandKind.Test, "dotnet"), "build" or "publish" or "msbuild" or "pack" => (CommandKind.Build, "dotnet"), "format" => (CommandKind.Lint, "dotnet format"), "restore" or "add" => (CommandKind.Install, "dotnet"), _ => (CommandKind.Other, "dotnet") };
            case "mvn" or "mvnw":
                return FirstOf(words, ("test", CommandKind.Test), ("verify", CommandKind.Test), ("integration-test", CommandKind.Test)) is { } m ? (m, "maven") : (CommandKind.Build, "maven");
            case "gradle" or "gradlew":
                return words.Exists(w => w.Contains("test", StringComparison.OrdinalIgnoreCase)) ? (CommandKind.Test, "gradle")
                    : words.Exists(w => w.Contains("lint", StringComparison.OrdinalIgnoreCase) || w.Contains("ktlint", StringComparison.Ordinal) || w.Contains("detekt", StringComparison.Ordinal)) ? (CommandKind.Lint, "gradle") : (CommandKind.Build, "gradle");
            case "mix":
                return second switch { "test" => (CommandKind.Test, "mix"), "format" or "credo" or "dialyzer" => (CommandKind.Lint, "mix"), "compile" => (CommandKind.Build, "mix"), _ => (CommandKind.Other, "mix") };
            case "swift":
                return second switch { "test" => (CommandKind.Test, "swift"), "build" => (CommandKind.Build, "swift"), _ => (CommandKind.Other, "swift") };
            case "flutter" or "dart":
                return second switch { "test" => (CommandKind.Test, first), "analyze" => (CommandKind.Lint, first), "format" => (CommandKind.Format, first), "build" or "compile" => (CommandKind.Build, first), "pub" => (CommandKind.Install, first), _ => (CommandKind.Other, first) };
            case "zig":
                return words.Contains("test") ? (CommandKind.Test, "zig") : (CommandKind.Build, "zig");
            case "rake" or "rails" or "thor":
                return words.Count == 1 || words.Exists(w => w.StartsWith("test", StringComparison.Ordinal) || w.StartsWith("spec", StringComparison.Ordinal)) ? (CommandKind.Test, first) : (CommandKind.Other, first);
            case "make" or "gmake" or "just" or "task" or "composer":
                return Script(words, first, first is "make" or "gmake" ? CommandKind.Build : CommandKind.Other);
            case "cmake":
                return (CommandKind.Build, "cmake");
            case "docker" or "podman" or "kubectl" or "docker-compose" when words.Contains("logs"):
                return (CommandKind.Look, first);
            case "bundle" or "uv" or "uvx" or "poetry" or "pipenv" or "hatch" or "pdm" or "rye" or "conda" or "docker" or "docker-compose" or "podman" or "npx" or "pnpx" or "bunx" or "nyc" or "c8" or "cross-env" or "dotenv":
                return Wrapped(words, first);
            case "coverage" when second is "run":
                return Interpreter(words.GetRange(1, words.Count - 1), first);
            case var python when python.StartsWith("python3.", StringComparison.Ordinal):
                return Interpreter(words, "python3");
            case "python" or "python3" or "py" or "ruby" or "php" or "node" or "tsx" or "ts-node" or "deno" or "bash" or "sh" or "zsh" or "pwsh" or "powershell":
                return Interpreter(words, first);
            default:
                break;
        }

        if (NodeManagers.Contains(first))
        {
            return Node(words, first);
        }

        if (Programs.TryGetValue(first, out var known))
        {
            if (known.Kind == CommandKind.Format && words.Exists(w => w is "--check" or "--check-only" or "-c" or "--diff" or "-l" or "--list-different"))
            {
                return (CommandKind.Lint, known.Runner);
            }

            if (known.Kind == CommandKind.Look && words.Contains(">"))
            {
                return (CommandKind.Edit, known.Runner);
            }

            if (known.Kind == CommandKind.Build && SubCommand(second) is CommandKind.Test or CommandKind.Lint)
            {
                return (SubCommand(second)!.Value, known.Runner);
            }

            return known.Runner == "ruff" && second == "format" && !words.Contains("--check") ? (CommandKind.Format, "ruff") : known;
        }

        return words[0].Contains('/') && first.Contains("test", StringComparison.OrdinalIgnoreCase) ? (CommandKind.Test, first) : (SubCommand(second) ?? CommandKind.Other, first);
    }

    // What tools of all languages call their parts: rebar3 eunit, dub test, crystal build.
    private static CommandKind? SubCommand(string word) => word switch
    {
        "test" or "tests" or "spec" or "eunit" => CommandKind.Test,
        "build" or "compile" => CommandKind.Build,
        "lint" => CommandKind.Lint,
        _ => null,
    };

    private static (CommandKind, string) Git(List<string> words)
    {
        foreach (string word in words)
        {
            switch (word)
            {
                case "diff" or "log" or "show" or "status" or "branch" or "blame" or "ls-files" or "rev-parse" or "describe" or "remote" or "config" or "shortlog" or "reflog" or "worktree" or "tag":
                    return (CommandKind.Look, "git");
                case "grep":
                    return (CommandKind.Search, "git");
                case "commit" or "push" or "pull" or "fetch" or "add" or "merge" or "rebase" or "checkout" or "switch" or "stash" or "reset" or "restore" or "clone" or "init" or "cherry-pick" or "revert" or "apply" or "am":
                    return (CommandKind.Git, "git");
                default:
                    break;
            }
        }

        return (CommandKind.Git, "git");
    }

    private static (CommandKind, string) Node(List<string> words, string first)
    {
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            if (word.StartsWith('-'))
            {
                if (word is "--filter" or "-F" or "-C" or "--cwd" or "--prefix" or "-w" or "--workspace" or "--dir")
                {
                    i++;
                }

                continue;
            }

            if (word is "run" or "run-script" or "exec" or "dlx" or "x" or "-r" or "workspace" or "workspaces" or "foreach" or "run-many" or "affected" or "--")
            {
                // `yarn workspace @acme/api test`: the name is not what is run.
                i += word is "workspace" ? 1 : 0;
                continue;
            }

            if (word is "install" or "i" or "ci" or "add" or "remove" or "update" or "up")
            {
                return (CommandKind.Install, first);
            }

            if (word is "test" or "t" or "tst")
            {
                return (CommandKind.Test, first);
            }

            var rest = words.GetRange(i, words.Count - i);
            if (Programs.ContainsKey(Base(word)))
            {
                return Judge(rest);
            }

            return ScriptName(word, first, CommandKind.Other);
        }

        return (first is "npm" or "pnpm" or "yarn" or "bun" ? CommandKind.Install : CommandKind.Other, first);
    }

    private static (CommandKind, string) Wrapped(List<string> words, string first)
    {
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            if (word is "install" or "sync" or "add" or "lock" or "update")
            {
                return (CommandKind.Install, first);
            }

            if (word is "run" or "exec" or "tool" or "compose" or "-m" || word.StartsWith('-'))
            {
                continue;
            }

            if (Programs.ContainsKey(Base(word)) || word is "python" or "python3" or "rails" or "rake" or "npm" or "pnpm" or "yarn" or "go" or "cargo" or "mvn" or "php")
            {
                return Judge(words.GetRange(i, words.Count - i));
            }
        }

        return (CommandKind.Other, first);
    }

    private static (CommandKind, string) Interpreter(List<string> words, string first)
    {
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            if (word is "-m" && i + 1 < words.Count)
            {
                string module = words[i + 1];
                return module switch
                {
                    "pytest" => (CommandKind.Test, "pytest"),
                    "unittest" or "doctest" => (CommandKind.Test, module),
                    "py_compile" or "compileall" => (CommandKind.Build, "python"),
                    "pip" => (CommandKind.Install, "pip"),
                    _ => Judge(words.GetRange(i + 1, words.Count - i - 1)),
                };
            }

            if (word is "--test")
            {
                return (CommandKind.Test, "node");
            }

            if (word is "test" && first is "deno")
            {
                return (CommandKind.Test, "deno");
            }

            if (word is "lint" or "check" or "fmt" && first is "deno")
            {
                return (word is "lint" || words.Contains("--check") ? CommandKind.Lint : word is "fmt" ? CommandKind.Format : CommandKind.Build, "deno");
            }

            if (word is "task" && first is "deno" && i + 1 < words.Count)
            {
                return ScriptName(words[i + 1], first, CommandKind.Other);
            }

            if (word is "-lc" or "-c" or "-Command")
            {
                return i + 1 < words.Count ? Judge(words.GetRange(i + 1, words.Count - i - 1)) : (CommandKind.Other, first);
            }

            if (word.StartsWith('-'))
            {
                continue;
            }

            string file = Base(word);
            if (Programs.TryGetValue(word.Contains("node_modules", StringComparison.Ordinal) && file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file, out var known) && known.Kind is CommandKind.Test or CommandKind.Lint or CommandKind.Build)
            {
                return known;
            }

            return file.StartsWith("test", StringComparison.OrdinalIgnoreCase) || file.Contains("_test.", StringComparison.Ordinal) || file.EndsWith(".t", StringComparison.Ordinal) || file.Contains(".test.", StringComparison.Ordinal) || file is "runtests.py" or "manage.py" && words.Contains("test") || file is "artisan" && words.Contains("test")
                ? (CommandKind.Test, first) : (CommandKind.Other, first);
        }

        return (CommandKind.Other, first);
    }

    private static (CommandKind, string) Script(List<string> words, string first, CommandKind otherwise)
    {
        for (int i = 1; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-') && !words[i].Contains('='))
            {
                return ScriptName(words[i], first, otherwise);
            }
        }

        return (otherwise, first);
    }

    private static (CommandKind, string) ScriptName(string script, string first, CommandKind otherwise)
    {
        if (Has(script, "lint") || Has(script, "eslint") || (Has(script, "check") && (Has(script, "format") || Has(script, "fmt") || Has(script, "prettier") || Has(script, "style"))))
        {
            return (CommandKind.Lint, first);
        }

        if (Has(script, "typecheck") || Has(script, "type-check") || Has(script, "tsc") || Has(script, "types") || Has(script, "build") || Has(script, "compile"))
        {
            return (CommandKind.Build, first);
        }

        if (Has(script, "test") || Has(script, "e2e") || Has(script, "spec") || Has(script, "coverage"))
        {
            return (CommandKind.Test, first);
        }

        if (script is "check")
        {
            return (CommandKind.Build, first);
        }

        return Has(script, "format") || Has(script, "fmt") ? (CommandKind.Format, first) : Has(script, "install") ? (CommandKind.Install, first) : (otherwise, first);

        static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    private static CommandKind? FirstOf(List<string> words, params ReadOnlySpan<(string Word, CommandKind Kind)> table)
    {
        for (int i = 1; i < words.Count; i++)
        {
            foreach (var (word, kind) in table)
            {
                if (words[i] == word)
                {
                    return kind;
                }
            }
        }

        return null;
    }

    private static string Base(string word)
    {
        int slash = word.LastIndexOfAny(['/', '\\']);
        string name = slash >= 0 && slash + 1 < word.Length ? word[(slash + 1)..] : word;
        foreach (string end in (ReadOnlySpan<string>)[".exe", ".cmd", ".bat", ".ps1"])
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^end.Length];
            }
        }

        return name;
    }

    private static FrozenDictionary<string, (CommandKind, string)> Table(params ReadOnlySpan<(CommandKind Kind, string Words)> rows)
    {
        var table = new Dictionary<string, (CommandKind, string)>(StringComparer.Ordinal);
        foreach (var (kind, words) in rows)
        {
            foreach (string word in words.Split(' '))
            {
                table[word] = (kind, word);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
