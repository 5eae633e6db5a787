using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Cli;
using CodeRouter.Config;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Access;

/// <summary>What every store of keys must do. A store's test class names the store and inherits the rest.</summary>
public abstract class KeyStoreContract
{
    private static readonly ApiKey Wish = new() { Id = "", Name = "", SecretHash = [] };

    internal abstract IKeyStore Store { get; }

    [Fact]
    public void A_key_comes_back_as_it_went_in()
    {
        var made = NewKey.Make("ci", DateTimeOffset.UnixEpoch.AddDays(1));
        var key = made.Key with
        {
            Group = "team",
            ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(2),
            RevokedAt = DateTimeOffset.UnixEpoch.AddDays(3),
            User = "ann",
            Team = "web",
            Limits = new LimitSet { Usd = 1.5m, UsdPerDay = 0.25m, TokensPerMonth = 7, RequestsPerMinute = 60, Concurrent = 3 },
            Addresses = ["10.0.0.0/8", "::1"],
            Models = new HashSet<string>(StringComparer.Ordinal) { "a", "b" },
            Role = Role.Admin,
            Revision = 1,
        };
        Store.Add(key);

        var read = Assert.Single(Store.Load());
        Assert.Equivalent(key, read, strict: true);
    }

    [Fact]
    public void Every_change_raises_the_generation_and_what_changes_nothing_does_not()
    {
        var made = NewKey.Make("k", DateTimeOffset.UtcNow);
        long at = Store.Generation();
        Store.Add(made.Key);
        Assert.Equal(at + 1, Store.Generation());
        Assert.True(Store.ReplaceSecret(made.Key.Id, new byte[32]));
        Assert.True(Store.Revoke(made.Key.Id, DateTimeOffset.UtcNow));
        Assert.Equal(at + 3, Store.Generation());
        Assert.False(Store.ReplaceSecret(made.Key.Id, new byte[32]));
        Assert.False(Store.Revoke("nobody", DateTimeOffset.UtcNow));
        Assert.Equal(at + 3, Store.Generation());
    }

    [Fact]
    public void A_change_made_from_what_somebody_else_changed_meanwhile_is_refused()
    {
        var key = NewKey.Make("k", DateTimeOffset.UtcNow).Key;
        Store.Add(key);

        Assert.Equal(StoreChange.Done, Store.Change(key with { Name = "first" }, 1));
        Assert.Equal(StoreChange.Stale, Store.Change(key with { Name = "second" }, 1));
        Assert.Equal(StoreChange.Missing, Store.Change(key with { Id = "nobody" }, null));
        Assert.Equal(("first", 2L), (Store.Load()[0].Name, Store.Load()[0].Revision));
    }

    [Fact]
    public void A_token_group_comes_back_as_it_went_in_changes_and_goes()
    {
        var group = new TokenGroup
        {
            Name = "team",
            Description = "the team",
            Limits = new LimitSet { UsdPerMonth = 100.000001m },
            Models = new HashSet<string>(StringComparer.Ordinal) { "a" },
            Ratio = 1.25m,
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1),
            Revision = 1,
        };
        Assert.Equal(StoreChange.Done, Store.AddGroup(group));
        Assert.Equal(StoreChange.Exists, Store.AddGroup(group));
        Assert.Equivalent(group, Assert.Single(Store.LoadGroups()), strict: true);
        Assert.Equal(StoreChange.Done, Store.ChangeGroup(group with { Ratio = 2 }, 1));
        Assert.Equal(StoreChange.Stale, Store.ChangeGroup(group, 1));
        Assert.Equal(StoreChange.Stale, Store.RemoveGroup("team", 1));
        Assert.Equal(StoreChange.Done, Store.RemoveGroup("team", 2));
        Assert.Equal(StoreChange.Missing, Store.RemoveGroup("team", null));
    }

    [Fact]
    public void The_set_up_token_is_used_up_with_the_first_key_or_not_at_all()
    {
        byte[] hash = KeyText.Hash("setup-token");
        Store.KeepSetupToken(hash, DateTimeOffset.UtcNow);
        var made = NewKey.Make("owner", DateTimeOffset.UtcNow);

        Assert.False(Store.RedeemSetupToken(new byte[32], made.Key, DateTimeOffset.UtcNow));
        Assert.Empty(Store.Load());
        Assert.True(Store.RedeemSetupToken(hash, made.Key, DateTimeOffset.UtcNow));
        Assert.False(Store.RedeemSetupToken(hash, NewKey.Make("b", DateTimeOffset.UtcNow).Key, DateTimeOffset.UtcNow));
        Assert.Null(Store.SetupTokenHash());
        Assert.Single(Store.Load());
    }

    [Fact]
    public void The_command_makes_lists_rotates_and_revokes_keys_that_a_running_gateway_sees()
    {
        using var ring = new KeyRing(Store, TimeProvider.System);
        string text = Run(c => c.Create("ci", Wish with { Group = "team", Limits = new LimitSet { Usd = 5, UsdPerDay = 0.5m } }, "90d")).GetProperty("key").GetString()!;
        ring.Refresh();
        var key = ring.Find(text, out _);
        Assert.Equal((5m, 0.5m, "team"), (key?.Limits.Usd, key?.Limits.UsdPerDay, key?.Group));
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

    [Fact]
    public async Task A_key_that_another_process_has_just_made_opens_the_very_next_request()
    {
        using var ring = new KeyRing(Store, TimeProvider.System);
        var admission = new Admission(ring, new Settings { Policy = new Core.Decisions.Policy(), Access = new AccessSettings { RequireKeys = RequireKeys.Always } });
        async Task<AdmissionVerdict> SentAsync(string key)
        {
            var context = new DefaultHttpContext { Connection = { RemoteIpAddress = System.Net.IPAddress.Loopback } };
            context.Request.Headers.Authorization = "Bearer " + key;
            return await admission.DecideAsync(context);
        }

        var made = NewKey.Make("ci", DateTimeOffset.UtcNow);
        Assert.Equal("invalid_api_key", (await SentAsync(made.Text)).Refusal?.Code);
        Store.Add(made.Key);
        Assert.Equal("ci", (await SentAsync(made.Text)).Caller?.Name);

        var rotated = NewKey.Rotate(made.Key);
        Store.ReplaceSecret(made.Key.Id, rotated.Key.SecretHash);
        Assert.Equal("ci", (await SentAsync(rotated.Text)).Caller?.Name);
        Assert.Equal("invalid_api_key", (await SentAsync(made.Text)).Refusal?.Code);
    }

    [Fact]
    public void The_command_makes_lists_changes_and_removes_token_groups()
    {
        JsonElement Groups(int exit, Func<GroupsCommand, int> run)
        {
            using var output = new StringWriter();
            Assert.Equal(exit, run(new GroupsCommand(Store, null, TimeProvider.System, output, TextWriter.Null, json: true)));
            return exit == 0 ? JsonDocument.Parse(output.ToString()).RootElement : default;
        }

        var wish = new TokenGroup { Name = "team", Limits = new LimitSet { UsdPerMonth = 100, Concurrent = 4 } };
        Assert.Equal(100, Groups(0, g => g.Create(wish)).GetProperty("budget_usd_per_month").GetInt32());
        Groups(1, g => g.Create(wish));
        Groups(2, g => g.Create(wish with { Name = "" }));
        Groups(2, g => g.Create(wish with { Name = "x", Ratio = -1 }));
        Groups(0, g => g.Set("team", t => t with { Ratio = 1.2m }));
        Groups(1, g => g.Set("nobody", t => t));
        var listed = Groups(0, g => g.List()).GetProperty("groups")[0];
        Assert.Equal((1.2m, 4), (listed.GetProperty("ratio").GetDecimal(), listed.GetProperty("concurrent_requests").GetInt32()));
        Groups(0, g => g.Remove("team"));
        Groups(1, g => g.Remove("team"));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("n", "yesterday", null)]
    [InlineData("n", "2001-01-01", null)]
    [InlineData("n", null, -1)]
    public void Bad_usage_exits_2_and_makes_nothing(string name, string? expires, int? budget)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, new KeysCommand(Store, null, TimeProvider.System, TextWriter.Null, errors, json: true).Create(name, Wish with { Limits = new LimitSet { Usd = budget } }, expires));
        Assert.NotEmpty(errors.ToString());
        Assert.Empty(Store.Load());
    }

    [Fact]
    public void A_key_for_a_group_that_is_not_there_is_made_with_a_warning_and_the_list_says_what_it_may()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = new KeysCommand(Store, null, TimeProvider.System, output, errors, json: false);
        Assert.Equal(0, command.Create("ci", Wish with { Group = "nowhere", Team = "platform", Role = Role.Viewer, Models = new HashSet<string> { "fast" }, Addresses = ["10.1.2.3"] }, "2099-01-31"));
        Assert.Contains("no group nowhere", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("coderouter groups create nowhere", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, command.List());
        foreach (string word in (string[])["until 2099-01-31 00:00 UTC", "role viewer", "team platform", "only fast", "from 10.1.2.3"])
        {
            Assert.Contains(word, output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_is_ended_and_renewed_by_its_name_where_no_other_that_is_in_force_has_it()
    {
        using var errors = new StringWriter();
        var command = new KeysCommand(Store, null, TimeProvider.System, TextWriter.Null, errors, json: false);
        Assert.Equal(0, command.Create("ci", Wish, null));
        Assert.Equal(0, command.Rotate("ci"));
        Assert.Equal(0, command.Revoke("ci"));
        Assert.All(Store.Load(), static key => Assert.NotNull(key.RevokedAt));
        Assert.Equal((1, 1), (command.Revoke("ci"), command.Rotate("ci")));
        Assert.Equal(2, errors.ToString().Split("is revoked already").Length - 1);

        Assert.Equal(0, command.Create("ci", Wish, null));
        string second = Assert.Single(Store.Load(), static key => key.RevokedAt is null).Id;
        Assert.Equal(0, command.Create("ci", Wish, null));
        Assert.Equal(1, command.Revoke("ci"));
        Assert.Contains(second, errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Store.Load().Count(static key => key.RevokedAt is null));
    }

    [Fact]
    public void A_change_of_a_key_keeps_what_is_not_named_and_opens_with_the_secret_it_had()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = new KeysCommand(Store, null, TimeProvider.System, output, errors, json: false);
        Assert.Equal(0, command.Create("ci", Wish with { User = "ann", Limits = new LimitSet { UsdPerDay = 5, Tokens = 9000 } }, "90d"));
        var before = Assert.Single(Store.Load());
        Assert.Equal(0, command.Set("ci", static key => key with { Limits = key.Limits with { UsdPerDay = 7, Tokens = null } }, null));
        var after = Assert.Single(Store.Load());
        Assert.Equivalent(before with { Limits = new LimitSet { UsdPerDay = 7 }, Revision = 2 }, after, strict: true);
        Assert.Contains($"cr-{before.Id}-…  ci  active  $7 a day  until ", output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, command.Set(before.Id, static key => key, ""));
        Assert.Null(Assert.Single(Store.Load()).ExpiresAt);
        // Shut off, and opened again with the secret it had.
        Assert.Equal(0, command.Set("ci", static key => key, "now"));
        Assert.Contains("  ci  expired  ", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, command.Set("ci", static key => key, ""));
        Assert.Null(Assert.Single(Store.Load()).ExpiresAt);
        Assert.Equal(2, command.Set("ci", static key => key, "yesterday"));
        Assert.Equal(2, command.Set("ci", static key => key with { Addresses = ["10.1.2"] }, null));
        Assert.Equal(1, command.Set("nobody", static key => key, null));
        Assert.Equal(0, command.Revoke("ci"));
        Assert.Equal(1, command.Set(before.Id, static key => key with { Name = "x" }, null));
        Assert.Equal("ci", Assert.Single(Store.Load()).Name);
    }

    [Fact]
    public void A_change_of_a_token_group_shows_all_that_it_says_now()
    {
        using var output = new StringWriter();
        var command = new GroupsCommand(Store, null, TimeProvider.System, output, TextWriter.Null, json: false);
        Assert.Equal(0, command.Create(new TokenGroup { Name = "small", Ratio = 2, Models = new HashSet<string> { "fast" } }));
        Assert.Equal(0, command.Set("small", static group => group with { Limits = new LimitSet { Tokens = 9000 } }));
        Assert.Equal(["small  charged 2×  only fast", "small  9000 tokens in all  charged 2×  only fast"], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("10.1.2")]
    [InlineData("7")]
    [InlineData("10.1/16")]
    public void An_address_that_is_not_whole_is_refused(string address)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, new KeysCommand(Store, null, TimeProvider.System, TextWriter.Null, errors, json: false).Create("ci", Wish with { Addresses = [address] }, null));
        Assert.Contains(address, errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(Store.Load());
    }

    private JsonElement Run(Func<KeysCommand, int> run)
    {
        using var output = new StringWriter();
        Assert.Equal(0, run(new KeysCommand(Store, null, TimeProvider.System, output, TextWriter.Null, json: true)));
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }
}
