using CodeRouter.CodeGraph;
using CodeRouter.Core.Impact;
using Xunit;

namespace CodeRouter.Tests.CodeGraph;

public sealed class ImpactOfAChange
{
    private static SourceFolder Shop(int users)
    {
        var folder = new SourceFolder(
            ("shop/__init__.py", ""),
            ("shop/core.py", "def total(x):\n    return x\n\ndef unused():\n    return 1\n"),
            ("shop/leaf.py", "from shop.core import total\n\ndef leaf():\n    return total(1)\n"),
            ("tests/test_core.py", "from shop.core import total\n\ndef test_total():\n    assert total(1)\n"),
            ("other/top.py", "from shop.leaf import leaf\n"));
        for (int i = 0; i < users; i++)
        {
            folder.Write($"shop/user{i}.py", $"from shop.core import total\n\ndef user{i}():\n    return total({i})\n");
        }

        return folder;
    }

    private static ImpactReading Ask(CodeBook book, string path, string? symbol = null) => ImpactQuestion.Ask(book.Map!, book.Map!.Find(path), symbol)!;

    [Fact]
    public void Dependents_are_counted_direct_and_through_others()
    {
        using var folder = Shop(2);
        var reading = Ask(folder.Index().Book, "shop/core.py");
        Assert.Equal(["shop/leaf.py", "shop/user0.py", "shop/user1.py", "tests/test_core.py"], reading.Direct);
        Assert.Equal(5, reading.Transitive);
        Assert.Equal(2, reading.Depth);
        Assert.Equal(["tests/test_core.py"], reading.Tests);
        Assert.True(reading.Public);
        Assert.True(reading.CrossModule);
    }

    [Fact]
    public void A_symbol_has_only_the_dependents_that_name_it()
    {
        using var folder = Shop(2);
        var book = folder.Index().Book;
        Assert.Equal(4, Ask(book, "shop/core.py", "total").Direct.Count);
        var unused = Ask(book, "shop/core.py", "unused");
        Assert.Empty(unused.Direct);
        Assert.Equal(0, unused.Transitive);
        Assert.Null(ImpactQuestion.Ask(book.Map!, book.Map!.Find("shop/core.py"), "missing"));
    }

    [Fact]
    public void Much_used_code_weighs_more_than_a_leaf_and_says_why()
    {
        using var folder = Shop(40);
        var book = folder.Index().Book;
        var core = Ask(book, "shop/core.py");
        var leaf = Ask(book, "other/top.py");
        Assert.True(core.Impact >= 0.6, $"{core.Impact}");
        Assert.True(leaf.Impact < 0.2, $"{leaf.Impact}");
        Assert.Equal("used by 42 files", core.Reasons[0]);
        Assert.InRange(core.Impact, 0, 1);
    }

    [Fact]
    public void What_changes_often_is_a_hot_spot()
    {
        using var folder = Shop(12);
        folder.Git("init", "-q");
        folder.Git("add", ".");
        folder.Git("commit", "-qm", "first");
        for (int i = 0; i < 6; i++)
        {
            folder.Write("shop/leaf.py", $"from shop.core import total\n\ndef leaf():\n    return total({i + 10})\n");
            folder.Git("commit", "-qam", "again");
        }

        var reading = Ask(folder.Index().Book, "shop/leaf.py");
        Assert.Equal(7, reading.History.Commits);
        Assert.Equal(1, reading.History.Authors);
        Assert.Equal(1, reading.History.HotSpot);
        Assert.Contains(reading.Reasons, r => r.StartsWith("a hot spot", StringComparison.Ordinal));
    }

    [Fact]
    public void Callers_stand_with_their_line_and_the_function_they_are_in()
    {
        using var folder = Shop(1);
        var book = folder.Index().Book;
        Assert.Equal(
            ["shop/leaf.py:4 in leaf", "shop/user0.py:4 in user0", "tests/test_core.py:4 in test_total"],
            book.Callers("shop/core.py", "total").Select(c => $"{c.Path}:{c.Use.Line} in {c.Use.Within}"));
        Assert.Equal(["total → shop/core.py"], book.Callees("shop/leaf.py", "leaf").Select(c => $"{c.Name} → {c.To}"));
    }

    [Fact]
    public void A_map_holds_what_fits_the_prompt_within_its_tokens()
    {
        using var folder = Shop(30);
        var map = folder.Index().Book.Map!;
        string text = RelevantSymbols.Write(map, "the total is wrong", 50);
        Assert.StartsWith("shop/core.py:\n  1: function total\n", text, StringComparison.Ordinal);
        Assert.True(text.Length <= 200);
        Assert.Equal("", RelevantSymbols.Write(map, "total", 1));
        Assert.Contains("shop/core.py:", RelevantSymbols.Write(map, "", 100), StringComparison.Ordinal);
    }
}
