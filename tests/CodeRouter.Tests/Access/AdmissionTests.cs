using System.Net;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Access;

public sealed class AdmissionTests
{
    private readonly MemoryKeyStore _store = new();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", RequireKeys.Auto, true)]
    [InlineData("::1", "::1", RequireKeys.Auto, true)]
    [InlineData("localhost", "::ffff:127.0.0.1", RequireKeys.Auto, true)]
    [InlineData("0.0.0.0", "127.0.0.1", RequireKeys.Auto, false)]
    [InlineData("0.0.0.0", "192.168.1.9", RequireKeys.Auto, false)]
    [InlineData("127.0.0.1", "192.168.1.9", RequireKeys.Auto, false)]
    [InlineData("127.0.0.1", "127.0.0.1", RequireKeys.Always, false)]
    [InlineData("0.0.0.0", "192.168.1.9", RequireKeys.Never, true)]
    public void Keys_are_needed_unless_listener_and_peer_are_loopback(string listener, string peer, RequireKeys require, bool free)
    {
        var verdict = Admission(listener, require).Decide(From(peer));

        Assert.Equal(free, verdict.Caller is not null);
        Assert.Equal(free ? null : 401, verdict.Refusal?.Status);
    }

    [Fact]
    public async Task A_key_is_called_unknown_only_where_the_store_says_so()
    {
        var admission = Admission("0.0.0.0", RequireKeys.Always);
        var made = NewKey.Make("just made", DateTimeOffset.UtcNow);
        var request = From("10.0.0.1", c => c.Request.Headers.Authorization = "Bearer " + made.Text);
        _store.IsAway = true;
        var unsure = await admission.DecideAsync(request);
        Assert.Equal((503, 5), (unsure.Refusal!.Status, unsure.Refusal.RetryAfter));

        _store.IsAway = false;
        Assert.Equal(401, (await admission.DecideAsync(request)).Refusal!.Status);
        _store.Add(made.Key);
        Assert.NotNull((await admission.DecideAsync(request)).Caller);
    }

    [Fact]
    public void Two_listeners_are_told_apart_by_port()
    {
        var admission = new Admission(Ring(), With(("127.0.0.1", 1), ("0.0.0.0", 2)));

        Assert.NotNull(admission.Decide(From("127.0.0.1", c => c.Connection.LocalPort = 1)).Caller);
        Assert.Null(admission.Decide(From("127.0.0.1", c => c.Connection.LocalPort = 2)).Caller);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Host", "router.example.com")]
    public void What_came_through_a_proxy_or_tunnel_is_not_local(string header, string value)
    {
        var settings = With(("127.0.0.1", 8899)) with { Server = new ServerSettings { PublicUrl = new Uri("https://router.example.com") } };

        Assert.NotNull(new Admission(Ring(), settings).Decide(From("127.0.0.1")).Caller);
        Assert.Null(new Admission(Ring(), settings).Decide(From("127.0.0.1", c => c.Request.Headers[header] = value)).Caller);
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("x-api-key", "{0}")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("?key=", "{0}")]
    public void A_key_opens_in_every_spelling(string where, string form)
    {
        string text = Key("ci");
        var verdict = Admission("0.0.0.0").Decide(From("10.0.0.1", c => Put(c, where, form.Replace("{0}", text, StringComparison.Ordinal))));

        Assert.Equal("ci", verdict.Caller?.Name);
        Assert.Equal(text.Split('-')[1], verdict.Caller?.KeyId);
    }

    [Fact]
    public void Our_key_is_found_beside_a_providers_key_in_another_header()
    {
        string text = Key("ci");

        var verdict = Admission("127.0.0.1").Decide(From("127.0.0.1", c =>
        {
            c.Request.Headers.Authorization = "Bearer sk-ant-oat01";
            c.Request.Headers["x-api-key"] = text;
        }));

        Assert.Equal("ci", verdict.Caller?.Name);
    }

    [Fact]
    public void Where_no_key_is_needed_a_providers_key_is_ignored_and_a_bad_one_of_ours_is_refused()
    {
        var admission = Admission("127.0.0.1");

        Assert.Equal(Caller.Loopback, admission.Decide(From("127.0.0.1", c => c.Request.Headers.Authorization = "Bearer sk-anything")).Caller);
        Assert.Equal(401, admission.Decide(From("127.0.0.1", c => c.Request.Headers.Authorization = "Bearer cr-bogus")).Refusal?.Status);
    }

    [Fact]
    public void A_key_that_is_not_good_is_refused_with_the_reason()
    {
        var now = DateTimeOffset.UtcNow;
        string good = Key("good");
        string expired = Key("expired", k => k with { ExpiresAt = now.AddSeconds(-1) });
        string revoked = Key("revoked", k => k with { RevokedAt = now });
        var admission = Admission("0.0.0.0");
        string CodeOf(string key) => admission.Decide(From("10.0.0.1", c => c.Request.Headers.Authorization = "Bearer " + key)).Refusal?.Code ?? "let in";

        Assert.Equal("let in", CodeOf(good));
        Assert.Equal("api_key_expired", CodeOf(expired));
        Assert.Equal("api_key_revoked", CodeOf(revoked));
        Assert.Equal("invalid_api_key", CodeOf(good[..^1]));
        Assert.Equal("invalid_api_key", CodeOf(good + "0"));
        Assert.Equal("invalid_api_key", CodeOf(good[..^1] + (good[^1] == 'x' ? 'y' : 'x')));
        Assert.Equal("invalid_api_key", CodeOf(good.ToUpperInvariant()));
        Assert.Equal("invalid_api_key", CodeOf("cr-"));
        Assert.Equal("invalid_api_key", CodeOf("sk-1234"));
        Assert.Equal("invalid_api_key", CodeOf(KeyText.Join(KeyText.NewPublic(), KeyText.NewSecret())));
        Assert.Equal("missing_api_key", admission.Decide(From("10.0.0.1")).Refusal?.Code);
    }

    [Fact]
    public void A_malformed_key_is_turned_away_before_anything_is_looked_up()
    {
        using var ring = Ring();

        Assert.Null(ring.Find(new string('x', 100_000), out var fault));
        Assert.Equal(KeyFault.Malformed, fault);
        Assert.Null(ring.Find("cr-aaaaaaaaaaaa-" + new string('é', 52), out fault));
        Assert.Equal(KeyFault.Malformed, fault);
    }

    [Fact]
    public void Keys_made_or_revoked_elsewhere_are_seen_at_the_next_look()
    {
        using var ring = Ring();
        string text = Key("later");
        Assert.Null(ring.Find(text, out _));
        ring.Refresh();
        Assert.NotNull(ring.Find(text, out _));
        _store.Revoke(text.Split('-')[1], DateTimeOffset.UtcNow);
        ring.Refresh();
        Assert.Null(ring.Find(text, out var fault));
        Assert.Equal(KeyFault.Revoked, fault);
    }

    [Fact]
    public void The_set_up_token_opens_once_and_only_while_there_is_no_key()
    {
        var token = new SetupToken(_store, TimeProvider.System);
        using var ring = Ring();
        Assert.Null(token.Issue(Admission("127.0.0.1"), ring));
        string first = token.Issue(Admission("0.0.0.0"), ring)!;
        string text = token.Issue(Admission("0.0.0.0"), ring)!;

        Assert.False(token.Matches(first));
        Assert.Null(token.Redeem("setup-", "x"));
        var made = token.Redeem(text, "owner");
        Assert.True(made?.Key.Role == Role.Owner);
        Assert.Null(token.Redeem(text, "second"));
        ring.Refresh();
        Assert.NotNull(ring.Find(made!.Text, out _));
        Assert.Null(token.Issue(Admission("0.0.0.0"), ring));
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:8899", null, true)]
    [InlineData("127.0.0.1", "127.0.0.1:8899", "http://localhost:3000", true)]
    [InlineData("127.0.0.1", "[::1]:8899", "http://[::1]:8899", true)]
    [InlineData("127.0.0.1", "host.docker.internal:8899", null, true)]
    [InlineData("127.0.0.1", "router.example.com", "https://router.example.com", true)]
    [InlineData("127.0.0.1", "localhost", "vscode-webview://0abc", true)]
    [InlineData("127.0.0.1", "evil.example", null, false)]
    [InlineData("127.0.0.1", "evil.example:8899", null, false)]
    [InlineData("127.0.0.1", "localhost.evil.example", null, false)]
    [InlineData("127.0.0.1", "gateway", null, false)]
    [InlineData("127.0.0.1", "192.168.1.5", null, false)]
    [InlineData("127.0.0.1", "localhost:8899", "https://evil.example", false)]
    [InlineData("127.0.0.1", "localhost:8899", "null", false)]
    [InlineData("127.0.0.1", "localhost:8899", "garbage", false)]
    [InlineData("0.0.0.0", "192.168.1.5:8899", null, true)]
    [InlineData("0.0.0.0", "gateway:8899", null, true)]
    [InlineData("0.0.0.0", "evil.example:8899", null, false)]
    [InlineData("192.168.1.5", "192.168.1.5:8899", null, true)]
    [InlineData("192.168.1.5", "192.168.1.6:8899", null, false)]
    public void Only_names_no_stranger_can_own_are_answered(string listener, string host, string? origin, bool allowed)
    {
        var guard = new HostGuard(With((listener, 8899)) with { Server = new ServerSettings { PublicUrl = new Uri("https://router.example.com") } });
        for (int again = 0; again < 2; again++)
        {
            var request = From("127.0.0.1", c =>
            {
                c.Request.Headers.Host = host;
                c.Request.Headers.Origin = origin;
            }).Request;
            Assert.Equal(allowed ? null : 403, guard.Check(request)?.Status);
        }
    }

    [Fact]
    public void The_callers_address_is_taken_from_a_trusted_proxy_only()
    {
        var peers = new CodeRouter.Access.Peers(With(("0.0.0.0", 1)) with { Server = new ServerSettings { TrustedProxies = ["10.0.0.0/8", "::1"] } });
        string? Of(string peer, string forwarded) => peers.AddressOf(From(peer, c => c.Request.Headers["X-Forwarded-For"] = forwarded))?.ToString();

        Assert.Equal("203.0.113.7", Of("10.1.1.1", "1.2.3.4, 203.0.113.7, 10.2.2.2"));
        Assert.Equal("198.51.100.1", Of("198.51.100.1", "1.2.3.4"));
        Assert.Equal("10.1.1.1", Of("::ffff:10.1.1.1", "nonsense"));
    }

    private static Settings With(params (string Address, int Port)[] listeners) => new()
    {
        Policy = new Policy(),
        Listeners = [.. listeners.Select(l => new ListenerSettings("l", l.Address, l.Port, TimeSpan.FromMinutes(5)))],
    };

    private static HttpContext From(string peer, Action<HttpContext>? with = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Headers.Host = "127.0.0.1:8899";
        with?.Invoke(context);
        return context;
    }

    private static void Put(HttpContext context, string where, string value)
    {
        if (where == "?key=")
        {
            context.Request.QueryString = new QueryString("?alt=sse&key=" + value);
        }
        else
        {
            context.Request.Headers[where] = value;
        }
    }

    private KeyRing Ring() => new(_store, TimeProvider.System);

    private Admission Admission(string listener, RequireKeys require = RequireKeys.Auto) =>
        new(Ring(), With((listener, 8899)) with { Access = new AccessSettings { RequireKeys = require } });

    private string Key(string name, Func<ApiKey, ApiKey>? with = null)
    {
        var made = NewKey.Make(name, DateTimeOffset.UtcNow);
        _store.Add(with is null ? made.Key : with(made.Key));
        return made.Text;
    }
}
