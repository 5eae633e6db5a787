using CodeRouter.Access;
using Xunit;

namespace CodeRouter.Tests.Access;

/// <summary>What every store of the audit log must do.</summary>
public abstract class AuditStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    internal abstract IAuditStore Store { get; }

    [Fact]
    public void Deeds_come_back_newest_first_by_page_time_and_literal_search()
    {
        foreach (var (i, target) in ((int, string)[])[(0, "100%"), (1, "a_b"), (2, "plain"), (3, "it's")])
        {
            Store.Add(new AuditEntry(0, Now.AddHours(i), "ann", "key.create", target, i == 2 ? null : "detail", i == 1 ? null : "10.0.0.1"));
        }

        Assert.Equal(["it's", "plain", "a_b", "100%"], Targets(new AuditQuery()));
        Assert.Equal(["plain", "a_b"], Targets(new AuditQuery(Limit: 2, Offset: 1)));
        Assert.Equal(["100%"], Targets(new AuditQuery("%")));
        Assert.Equal(["a_b"], Targets(new AuditQuery("_")));
        Assert.Equal(["it's"], Targets(new AuditQuery("'")));
        Assert.Empty(Targets(new AuditQuery("' OR ''='")));
        Assert.Equal(["it's", "plain"], Targets(new AuditQuery(Since: Now.AddHours(2))));
        Assert.Equal(["100%"], Targets(new AuditQuery(Until: Now.AddHours(1))));
        var first = Store.Read(new AuditQuery("a_b")).Single();
        Assert.Equal(("ann", "key.create", "detail", null, Now.AddHours(1)), (first.Actor, first.Action, first.Detail, first.Address, first.At));
    }

    private string[] Targets(AuditQuery query) => [.. Store.Read(query).Select(static e => e.Target)];
}
