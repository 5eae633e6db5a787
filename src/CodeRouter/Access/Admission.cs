using System.Net;
using CodeRouter.Config;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Access;

/// <summary>
/// Lets a request in or turns it away, on its headers alone, before the body is read. Immutable: a reload makes a new one over the same
/// keys. A key of ours that is not good is refused even where none is needed: whoever sends one means it, and the books would name nobody.
/// </summary>
public sealed class Admission
{
    private readonly KeyRing _keys;
    private readonly RequireKeys _require;
    private readonly Peers _peers;

    public Admission(KeyRing keys, Settings settings)
    {
        _keys = keys;
        _require = settings.Access.RequireKeys;
        _peers = new Peers(settings);
    }

    /// <summary>Some caller will need a key: a set-up token makes sense.</summary>
    public bool KeysAreRequiredSomewhere => _require == RequireKeys.Always || (_require == RequireKeys.Auto && _peers.ReachableBeyond);

    /// <summary>Where a request really comes from, behind trusted proxies too.</summary>
    public IPAddress? AddressOf(HttpContext context) => _peers.AddressOf(context);

    /// <summary>Whether a key may be used from where the request comes from.</summary>
    public bool MayBeUsedFrom(ApiKey key, HttpContext context) =>
        key.Addresses is not { Count: > 0 } addresses || IsFrom([.. addresses.Select(NetworkText.Parse).OfType<IPNetwork>()], context);

    /// <summary>As <see cref="Decide"/>; a key that is not known is looked up in the store first, for it may just have been made.</summary>
    public ValueTask<AdmissionVerdict> DecideAsync(HttpContext context) =>
        Decide(context) is var verdict && ReferenceEquals(verdict.Refusal, Unknown) ? AgainAsync(context) : new(verdict);

    /// <summary>By the keys known so far.</summary>
    public AdmissionVerdict Decide(HttpContext context)
    {
        bool local = _peers.IsLocal(context);
        bool required = _require == RequireKeys.Always || (_require == RequireKeys.Auto && !local);
        string? credential = Credential.Of(context.Request);
        if (credential is not null && KeyText.IsOurs(credential))
        {
            return _keys.CallerOf(credential, local, out var fault) is not { } caller ? new AdmissionVerdict(null, RefusalOf(fault))
                : caller.From.Length > 0 && !IsFrom(caller.From, context) ? new AdmissionVerdict(null, Elsewhere)
                : new AdmissionVerdict(caller, null);
        }

        if (!required)
        {
            return new AdmissionVerdict(local ? Caller.Loopback : Caller.Anonymous, null);
        }

        return new AdmissionVerdict(null, credential is null
            ? new Refusal(401, "missing_api_key", "No API key was sent. Send one of this router's keys (cr-…) as Authorization: Bearer, x-api-key, x-goog-api-key or ?key=; make one with `coderouter keys create NAME`.")
            : new Refusal(401, "invalid_api_key", "This is not a key of this router; providers' own keys do not open it. Use a key that begins with cr-; make one with `coderouter keys create NAME`."));
    }

    private static readonly Refusal Elsewhere = new(403, "address_not_allowed", "This key may not be used from this address. Use it from where it is meant to be used, or ask for another key.");

    private static readonly Refusal Unknown = new(401, "invalid_api_key", "The key is not known here. Check that it belongs to this router, or make a new one with `coderouter keys create NAME`.");

    // An agent gives up at a 401, and the key may be one that was made a moment ago.
    private static readonly Refusal NotSure = new(503, "store_unavailable", "The key is not known here, and the database of the keys does not answer just now. Wait a moment and send the request again; if it lasts, see coderouter doctor.", RetryAfter: 5);

    private async ValueTask<AdmissionVerdict> AgainAsync(HttpContext context)
    {
        bool answered = await _keys.LookAgainAsync(context.RequestAborted);
        var verdict = Decide(context);
        return !answered && ReferenceEquals(verdict.Refusal, Unknown) ? new AdmissionVerdict(null, NotSure) : verdict;
    }

    private bool IsFrom(IPNetwork[] ranges, HttpContext context)
    {
        var address = _peers.AddressOf(context);
        return address is not null && Array.Exists(ranges, r => r.Contains(address));
    }

    private static Refusal RefusalOf(KeyFault fault) => fault switch
    {
        KeyFault.Malformed => new Refusal(401, "invalid_api_key", "The key is not whole: it must be cr-, 12 characters, a hyphen and 52 characters. Copy it again, or make a new one with `coderouter keys create NAME`."),
        KeyFault.Unknown => Unknown,
        KeyFault.Revoked => new Refusal(401, "api_key_revoked", "The key has been revoked. Ask for a new one, or make one with `coderouter keys create NAME`."),
        KeyFault.Expired => new Refusal(401, "api_key_expired", "The key has expired. Ask for a new one, or make one with `coderouter keys create NAME`."),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "not a fault"),
    };
}
