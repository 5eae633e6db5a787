using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Cli;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Storage;

public sealed class SqliteKeyStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly KeyTables _store;

    public SqliteKeyStoreTests()
    {
        _database = SqliteDatabase.Open(_folder.File("l.db"));
        _store = new KeyTables(_database);
    }

    [Fact]
    public void A_key_comes_back_as_it_went_in_and_the_secret_is_nowhere_in_the_files()
    {
        var made = NewKey.Make("ci", DateTimeOffset.UnixEpoch.AddDays(1));
        var key = made.Key with
        {
            Group = "team",
            ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(2),
            RevokedAt = DateTimeOffset.UnixEpoch.AddDays(3),
            BudgetUsd = 1.5m,
            BudgetUsdPerDay = 0.25m,
            Models = new HashSet<string>(StringComparer.Ordinal) { "a", "b" },
            IsAdmin = true,
        };
        _store.Add(key);

        var read = Assert.Single(_store.Load());
        Assert.Equivalent(key, read, strict: true);
        string secret = made.Text.Split('-')[2];
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, reader.ReadToEnd(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_change_raises_the_generation_and_what_changes_nothing_does_not()
    {
        var made = NewKey.Make("k", DateTimeOffset.UtcNow);
        long at = _store.Generation();
        _store.Add(made.Key);
        Assert.Equal(at + 1, _store.Generation());
        Assert.True(_store.ReplaceSecret(made.Key.Id, new byte[32]));
        Assert.True(_store.Revoke(made.Key.Id, DateTimeOffset.UtcNow));
        Assert.Equal(at + 3, _store.Generation());
        Assert.False(_store.ReplaceSecret(made.Key.Id, new byte[32]));
        Assert.False(_store.Revoke("nobody", DateTimeOffset.UtcNow));
        Assert.Equal(at + 3, _store.Generation());
    }

    [Fact]
    public void The_set_up_token_is_used_up_with_the_first_key_or_not_at_all()
    {
        byte[] hash = KeyText.Hash("setup-token");
        _store.KeepSetupToken(hash, DateTimeOffset.UtcNow);
        var made = NewKey.Make("owner", DateTimeOffset.UtcNow);

        Assert.False(_store.RedeemSetupToken(new byte[32], made.Key, DateTimeOffset.UtcNow));
        Assert.Empty(_store.Load());
        Assert.True(_store.RedeemSetupToken(hash, made.Key, DateTimeOffset.UtcNow));
        Assert.False(_store.RedeemSetupToken(hash, NewKey.Make("b", DateTimeOffset.UtcNow).Key, DateTimeOffset.UtcNow));
        Assert.Null(_store.SetupTokenHash());
        Assert.Single(_store.Load());
    }

    [Fact]
    public void The_command_makes_lists_rotates_and_revokes_keys_that_a_running_gateway_sees()
    {
        using var ring = new KeyRing(_store, TimeProvider.System);
        string text = Run(c => c.Create("ci", "team", 5, 0.5m, "90d")).GetProperty("key").GetString()!;
        ring.Refresh();
        var key = ring.Find(text, out _);
        Assert.Equal((5m, 0.5m, "team"), (key?.BudgetUsd, key?.BudgetUsdPerDay, key?.Group));
        Assert.Equal("ci", Run(c => c.List()).GetProperty("keys")[0].GetProperty("name").GetString());
        Assert.DoesNotContain("key\":\"cr-", Run(c => c.List()).GetRawText(), StringComparison.Ordinal);

        string rotated = Run(c => c.Rotate(key!.Id)).GetProperty("key").GetString()!;
        ring.Refresh();
        Assert.Null(ring.Find(text, out _));
        Assert.NotNull(ring.Find(rotated, out _));

        Run(c => c.Revoke("cr-" + key!.Id + "-…"));
        ring.Refresh();
        Assert.Null(ring.Find(rotated, out var fault));
        Assert.Equal(KeyFault.Revoked, fault);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("n", "yesterday", null)]
    [InlineData("n", "2001-01-01", null)]
    [InlineData("n", null, -1)]
    public void Bad_usage_exits_2_and_makes_nothing(string name, string? expires, int? budget)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, new KeysCommand(_store, TimeProvider.System, TextWriter.Null, errors, json: true).Create(name, null, budget, null, expires));
        Assert.NotEmpty(errors.ToString());
        Assert.Empty(_store.Load());
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private JsonElement Run(Func<KeysCommand, int> run)
    {
        using var output = new StringWriter();
        Assert.Equal(0, run(new KeysCommand(_store, TimeProvider.System, output, TextWriter.Null, json: true)));
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }
}
