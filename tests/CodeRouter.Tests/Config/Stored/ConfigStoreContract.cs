using CodeRouter.Config.Stored;
using Xunit;

namespace CodeRouter.Tests.Config.Stored;

/// <summary>What every store of edited configuration must do. A store's test class names the store and inherits the rest.</summary>
public abstract class ConfigStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    internal abstract IConfigStore Store { get; }

    [Fact]
    public void Rows_come_back_as_they_went_in_and_count_their_changes()
    {
        Assert.True(Store.Apply([new EntryEdit("models", "b", """{"x":1}""", 0), new EntryEdit("channels", "ä 'q' %", "{}", null)], Version("first")));
        Assert.True(Store.Apply([new EntryEdit("models", "b", """{"x":2}""", 1)], Version("second")));

        Assert.Equal(
            [new StoredEntry("channels", "ä 'q' %", "{}", 1, Now, "ann"), new StoredEntry("models", "b", """{"x":2}""", 2, Now, "ann")],
            Store.Load());
        Assert.True(Store.Apply([new EntryEdit("models", "b", null, 2)], Version("third")));
        Assert.Single(Store.Load());
    }

    [Fact]
    public void A_change_made_from_what_is_no_longer_so_changes_nothing_at_all()
    {
        Store.Apply([new EntryEdit("models", "a", "{}", 0)], Version("first"));
        long generation = Store.Generation();

        Assert.False(Store.Apply([new EntryEdit("models", "new", "{}", null), new EntryEdit("models", "a", "{}", 0)], Version("x")));
        Assert.False(Store.Apply([new EntryEdit("models", "a", null, 7)], Version("x")));
        Assert.False(Store.Apply([new EntryEdit("models", "gone", "{}", 1)], Version("x")));
        Assert.Equal(generation, Store.Generation());
        Assert.Single(Store.Load());
        Assert.Single(Store.Versions(10, 0));
    }

    [Fact]
    public void Versions_are_numbered_in_order_and_listed_newest_first_without_their_texts()
    {
        for (int i = 1; i <= 5; i++)
        {
            Store.Apply([new EntryEdit("models", "a", $"{{\"i\":{i}}}", null)], Version("change " + i));
        }

        var listed = Store.Versions(2, 1);
        Assert.Equal(["change 4", "change 3"], listed.Select(static v => v.Summary));
        Assert.All(listed, static v => Assert.Equal("", v.Text + v.Entries));
        var whole = Store.Version(listed[0].Number)!;
        Assert.Equal(("ann", "rows", "text", Now), (whole.Actor, whole.Entries, whole.Text, whole.At));
        Assert.Null(Store.Version(999));
    }

    private static ConfigVersion Version(string summary) => new(0, Now, "ann", summary, "rows", "text");
}
