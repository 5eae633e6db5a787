using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Tests.CodeGraph;
using Xunit;

namespace CodeRouter.Tests.Mcp;

/// <summary>An agent asks where code is and who uses it, of the repository it names.</summary>
public sealed class CodeIsAskedOverStandardInput
{
    private static SourceFolder Shop() => new(
        ("shop/__init__.py", ""), ("shop/core.py", "def total(x):\n    return rounded(x)\n\ndef rounded(x):\n    return x\n"),
        ("shop/cart.py", "from shop.core import total\n\nclass Cart:\n    def price(self):\n        return total(1)\n"), ("shop/till.py", "def price():\n    return 2\n"));

    private static async Task<List<(bool IsError, JsonElement Text)>> AskAsync(SourceFolder folder, params (string Tool, object Arguments)[] calls)
    {
        using var output = new StringWriter();
        var lines = calls.Select((c, i) => JsonSerializer.Serialize(new { jsonrpc = "2.0", id = i, method = "tools/call", @params = new { name = c.Tool, arguments = c.Arguments } }));
        await StdioServer.RunAsync(new StringReader(string.Join('\n', lines)), output, folder.Data, new StorageSettings(), null, "http://127.0.0.1:1");
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("result"))
            .Select(static r => (r.GetProperty("isError").GetBoolean(), JsonDocument.Parse(r.GetProperty("content")[0].GetProperty("text").GetString()!).RootElement))];
    }

    [Fact]
    public async Task Definitions_are_found_by_words_and_uses_by_name()
    {
        using var folder = Shop();
        string repo = folder.Root;
        var said = await AskAsync(folder,
            ("search", new { query = "the total", repo }), ("callers", new { symbol = "total", repo }), ("callers", new { symbol = "total", path = "shop/core.py", repo }),
            ("callees", new { symbol = "Cart.price", path = "shop/cart.py", repo }), ("callees", new { symbol = "total", repo }), ("impact", new { path = "shop/core.py", symbol = "total", repo }));
        Assert.All(said, static s => Assert.False(s.IsError));
        Assert.Equal("total", said[0].Text.GetProperty("hits")[0].GetProperty("name").GetString());
        foreach (var callers in said.Skip(1).Take(2))
        {
            var caller = Assert.Single(callers.Text.GetProperty("callers").EnumerateArray());
            Assert.Equal(("shop/cart.py", 5, "price"), (caller.GetProperty("path").GetString(), caller.GetProperty("line").GetInt32(), caller.GetProperty("in").GetString()));
        }

        Assert.Equal("shop/core.py", said[3].Text.GetProperty("callees")[0].GetProperty("path").GetString());
        Assert.Equal("rounded", said[4].Text.GetProperty("callees")[0].GetProperty("name").GetString());
        Assert.Equal("shop/cart.py", said[5].Text.GetProperty("direct")[0].GetString());
    }

    [Fact]
    public async Task A_name_that_is_a_word_of_every_request_is_found_where_it_is_all_that_is_said()
    {
        using var folder = Shop();
        folder.Write("shop/more.py", "def add(a, b):\n    return a + b\n");
        var said = await AskAsync(folder, ("search", new { query = "add", repo = folder.Root }), ("search", new { query = "add a file for the total", repo = folder.Root }));
        Assert.Equal("add", said[0].Text.GetProperty("hits")[0].GetProperty("name").GetString());
        Assert.Equal("total", said[1].Text.GetProperty("hits")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_cannot_be_answered_says_what_to_do()
    {
        using var folder = Shop();
        string repo = folder.Root;
        var said = await AskAsync(folder,
            ("callers", new { symbol = "price", repo }), ("callers", new { symbol = "nothing", repo }), ("callers", new { symbol = "total", path = "../shop/core.py", repo }),
            ("callees", new { symbol = "total", path = "/etc/passwd", repo }), ("search", new { query = "x", repo = repo + "/nowhere" }));
        Assert.All(said, static s => Assert.True(s.IsError));
        string[] errors = [.. said.Select(static s => s.Text.GetProperty("error").GetString()!)];
        Assert.Contains("shop/cart.py, shop/till.py", errors[0], StringComparison.Ordinal);
        Assert.Contains("search finds", errors[1], StringComparison.Ordinal);
        Assert.Contains("outside the repository", errors[2], StringComparison.Ordinal);
        Assert.Contains("outside the repository", errors[3], StringComparison.Ordinal);
        Assert.Contains("is no folder", errors[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_between_two_questions_is_seen_by_the_second()
    {
        using var folder = Shop();
        var open = new Func<string, object>(symbol => new { symbol, repo = folder.Root });
        Assert.Single((await AskAsync(folder, ("callers", open("total"))))[0].Text.GetProperty("callers").EnumerateArray());
        folder.Write("shop/more.py", "from shop.core import total\n\ntotal(3)\n");
        Assert.Equal(2, (await AskAsync(folder, ("callers", open("total"))))[0].Text.GetProperty("callers").GetArrayLength());
    }
}
