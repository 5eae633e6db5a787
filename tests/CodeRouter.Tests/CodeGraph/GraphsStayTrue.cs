using CodeRouter.CodeGraph;
using Xunit;

namespace CodeRouter.Tests.CodeGraph;

/// <summary>An update gives what a fresh index would, whatever happened to the files in between.</summary>
public sealed class GraphsStayTrue
{
    private static (string, string)[] Start =>
    [
        ("a/__init__.py", ""), ("a/one.py", "def f():\n    return 1\n"), ("a/two.py", "from a.one import f\nf()\n"),
        ("src/x.ts", "export const x = () => 1;\n"), ("src/y.ts", "import { x } from './x';\nx();\n"), ("c/m.c", "int go(void) { return 1; }\n"), ("c/n.c", "int run(void) { return go(); }\n"),
    ];

    private static void AssertFresh(SourceFolder folder, CodeBook updated)
    {
        var fresh = CodeBook.Open(folder.Root, Path.Combine(folder.Data, "fresh"));
        fresh.Update();
        Assert.Equal(SourceFolder.Edges(fresh.Map!), SourceFolder.Edges(updated.Map!));
        Directory.Delete(Path.Combine(folder.Data, "fresh"), recursive: true);
    }

    [Fact]
    public void Files_as_young_as_the_graph_are_looked_at_again_and_count_only_where_they_changed()
    {
        using var folder = new SourceFolder(Start);
        Assert.Equal(7, folder.Index().Report.Updated);
        Assert.Equal(0, folder.Index().Report.Updated);
        folder.Write("a/one.py", "def f():\n    return 2\n");
        Assert.Equal(1, folder.Index().Report.Updated);
    }

    [Fact]
    public void Nothing_is_read_again_when_nothing_changed()
    {
        using var folder = new SourceFolder(Start);
        foreach (var (path, _) in Start)
        {
            File.SetLastWriteTimeUtc(Path.Combine(folder.Root, path), DateTime.UtcNow.AddMinutes(-5));
        }

        Assert.Equal(7, folder.Index().Report.Updated);
        var again = folder.Index();
        Assert.Equal(0, again.Report.Updated);
        Assert.Equal(7, again.Report.Files);
        AssertFresh(folder, again.Book);
    }

    [Fact]
    public void Edits_renames_and_deletions_give_what_a_fresh_index_gives()
    {
        using var folder = new SourceFolder(Start);
        folder.Index();
        foreach (var change in (Action[])
        [
            () => folder.Write("a/one.py", "def g():\n    return 1\n"),
            () => folder.Write("a/one.py", "def f():\n    return 2\n"),
            () => folder.Delete("a/one.py"),
            () => folder.Write("a/one.py", "from a.three import f\n"),
            () => folder.Write("a/three.py", "def f(): pass\n"),
            () => File.Move(Path.Combine(folder.Root, "src/x.ts"), Path.Combine(folder.Root, "src/z.ts")),
            () => folder.Write("src/x.ts", "export * from './z';\n"),
            () => folder.Write("c/o.c", "int go(void) { return 2; }\n"),
            () => folder.Delete("c/m.c"),
            () => folder.Write(".gitignore", "src/\n"),
            () => folder.Delete(".gitignore"),
        ])
        {
            change();
            AssertFresh(folder, folder.Index().Book);
        }
    }

    [Fact]
    public void A_module_of_Rust_that_is_given_another_path_is_followed_by_all_who_name_it()
    {
        using var folder = new SourceFolder(
            ("Cargo.toml", "[package]\nname = \"shop\"\n"), ("src/lib.rs", "#[path = \"one.rs\"]\npub mod imp;\npub mod user;\n"), ("src/one.rs", "pub struct Wait;\n"),
            ("src/two.rs", "pub struct Wait;\n"), ("src/user.rs", "use crate::imp::Wait;\npub fn f(w: Wait) {}\n"));
        AssertFresh(folder, folder.Index().Book);
        foreach (var change in (Action[])
        [
            () => folder.Write("src/lib.rs", "#[path = \"two.rs\"]\npub mod imp;\npub mod user;\n"),
            () => folder.Delete("src/two.rs"),
            () => folder.Write("src/two.rs", "pub struct Wait;\npub struct More;\n"),
            () => folder.Write("src/lib.rs", "pub mod imp;\npub mod user;\n"),
            () => folder.Write("src/imp.rs", "pub struct Wait;\n"),
        ])
        {
            change();
            AssertFresh(folder, folder.Index().Book);
        }
    }

    [Fact]
    public void One_open_book_follows_single_files()
    {
        using var folder = new SourceFolder(Start);
        var (book, _) = folder.Index();
        folder.Write("a/one.py", "def g(): pass\n");
        folder.Write("a/two.py", "from a.one import g\ng()\n");
        folder.Write("a/new.py", "from a.two import g\n");
        folder.Delete("c/m.c");
        book.Update(["a/one.py", "a/two.py", "a/new.py", "c/m.c", "missing.py"]);
        AssertFresh(folder, book);
    }

    [Fact]
    public void A_file_that_cannot_be_read_for_a_while_keeps_its_users()
    {
        using var folder = new SourceFolder(Start);
        var (book, _) = folder.Index();
        folder.Write("a/one.py", [0, 1, 2]);
        book.Update(["a/one.py"]);
        folder.Write("a/two.py", "from a.one import f\nf()\nf()\n");
        book.Update(["a/two.py"]);
        folder.Write("a/one.py", "def f():\n    return 1\n");
        book.Update(["a/one.py"]);
        AssertFresh(folder, book);
    }

    [Fact]
    public void A_store_that_is_broken_is_made_anew()
    {
        using var folder = new SourceFolder(Start);
        folder.Index();
        string store = Directory.GetFiles(Path.Combine(folder.Data, "graphs")).Single();
        byte[] bytes = File.ReadAllBytes(store);
        foreach (int length in (int[])[0, 3, 40, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(store, bytes[..length]);
            AssertFresh(folder, folder.Index().Book);
        }

        bytes[bytes.Length / 2] ^= 0x55;
        bytes[60] ^= 0xFF;
        File.WriteAllBytes(store, bytes);
        _ = folder.Index();
    }

    [Fact]
    public void Random_histories_of_changes_end_like_a_fresh_index()
    {
        var random = new Random(20261120);
        using var folder = new SourceFolder();
        string[] modules = ["a", "b", "c", "d", "e", "f"];
        string Module() => modules[random.Next(modules.Length)];
        for (int round = 0; round < 40; round++)
        {
            string path = random.Next(4) == 0 ? $"p/{Module()}/__init__.py" : $"p/{Module()}.py";
            if (random.Next(5) == 0)
            {
                if (File.Exists(Path.Combine(folder.Root, path)))
                {
                    folder.Delete(path);
                }
            }
            else
            {
                folder.Write(path, $"from p.{Module()} import {Module()}\nfrom p import {Module()}, {Module()}\nfrom .{Module()} import *\n\ndef {Module()}():\n    return {Module()}() + {Module()}()\n");
            }

            AssertFresh(folder, folder.Index().Book);
        }
    }
}
