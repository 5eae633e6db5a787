using System.Globalization;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.Gateway;

namespace CodeRouter.Cli;

/// <summary>
/// `coderouter keys create|set|list|revoke|rotate` over a key store: works before the first serve and beside a running gateway, which sees the
/// change within a second. The key is printed once and kept nowhere. Exit codes: 0 done, 1 no such key, 2 bad usage.
/// </summary>
/// <param name="budgets">Says in the list how much is used; null where nobody has the books.</param>
public sealed class KeysCommand(IKeyStore store, AuditLog? audit, TimeProvider time, TextWriter output, TextWriter errors, bool json, BudgetUse? budgets = null)
{
    /// <param name="wish">Group, labels, limits, models, addresses and role of the key.</param>
    /// <param name="expires">A moment (2027-01-31, 2027-01-31T12:00:00Z) or an age (90d, 12h); null is never.</param>
    public int Create(string name, ApiKey wish, string? expires)
    {
        var now = time.GetUtcNow();
        if (!Expiry.TryParse(expires, now, out var until))
        {
            return Fail(2, $"--expires {expires} is not a moment to come. {Expiry.Remedy}");
        }

        var made = NewKey.Make(name.Trim(), now);
        var key = wish with { Id = made.Key.Id, Name = made.Key.Name, SecretHash = made.Key.SecretHash, CreatedAt = now, ExpiresAt = until, Revision = 1 };
        if (Problem(key) is { } problem)
        {
            return Fail(2, problem);
        }

        WarnOfGroup(key);
        store.Add(key);
        audit?.Note(Actor.CommandLine, "key.create", key.Id, key.Name);
        return Show(key, made.Text, "This key is shown once and kept nowhere: store it now.");
    }

    /// <param name="expires">As with <see cref="Create"/>; null leaves it as it is, and no text is never.</param>
    public int Set(string said, Func<ApiKey, ApiKey> change, string? expires)
    {
        if (Meant(said, out string? unknown) is not { } before)
        {
            return Fail(1, unknown ?? Unknown(said));
        }

        if (before.RevokedAt is not null)
        {
            return Fail(1, Revoked(said));
        }

        var until = before.ExpiresAt;
        if (expires is not null && !Expiry.TryParse(expires.Trim() is { Length: > 0 } at ? at : null, time.GetUtcNow(), out until))
        {
            return Fail(2, $"--expires {expires} is not a moment to come. {Expiry.Remedy}");
        }

        var key = change(before) with { ExpiresAt = until };
        if (Problem(key) is { } problem)
        {
            return Fail(2, problem);
        }

        if (store.Change(key, before.Revision) != StoreChange.Done)
        {
            return Fail(1, $"Somebody else changed {key.Name} meanwhile; nothing was changed. Look at it with coderouter keys list, and try again.");
        }

        WarnOfGroup(key);
        audit?.Note(Actor.CommandLine, "key.change", key.Id, key.Name);
        output.WriteLine(json ? JsonLine.Of(writer => Members(writer, key with { Revision = before.Revision + 1 })) : Line(key));
        return 0;
    }

    private void WarnOfGroup(ApiKey key)
    {
        if (key.Group is { } group && !store.LoadGroups().Any(g => g.Name == group))
        {
            errors.WriteLine($"There is no group {group} yet, so this key has no limits of one. Make it: coderouter groups create {group} --budget-usd-per-month 100");
        }
    }

    private static string? Problem(ApiKey key) =>
        string.IsNullOrWhiteSpace(key.Name) || key.Name.Length > 200 ? "A key needs a name of at most 200 characters: coderouter keys create NAME."
            : key.Limits.HasNegative ? "A limit cannot be negative. Leave it out for none."
            : key.Addresses?.FirstOrDefault(static a => !NetworkText.IsWhole(a)) is { } wrong ? $"--from {wrong} is neither an address nor a range. Write 10.1.2.3 or 10.1.0.0/16."
            : null;

    public int List()
    {
        var keys = store.Load();
        var used = budgets?.OfAsync(keys, CancellationToken.None).GetAwaiter().GetResult();
        if (json)
        {
            Json(writer =>
            {
                writer.WriteStartArray("keys");
                foreach (var key in keys)
                {
                    writer.WriteStartObject();
                    AccessJson.Members(writer, key, time.GetUtcNow(), used?[key.Id]);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return 0;
        }

        if (keys.Count == 0)
        {
            output.WriteLine("No keys yet. Make one: coderouter keys create NAME");
        }

        foreach (var key in keys)
        {
            output.WriteLine(Line(key, used?[key.Id]));
        }

        return 0;
    }

    public int Revoke(string said)
    {
        if (Meant(said, out string? problem) is not { Id: var plain })
        {
            return Fail(1, problem ?? Unknown(said));
        }

        if (!store.Revoke(plain, time.GetUtcNow()))
        {
            return Fail(1, Revoked(said));
        }

        audit?.Note(Actor.CommandLine, "key.revoke", plain);
        if (json)
        {
            Json(writer =>
            {
                writer.WriteString("id", plain);
                writer.WriteBoolean("revoked", true);
            });
        }
        else
        {
            output.WriteLine($"Revoked {plain}. A running gateway refuses it within a second.");
        }

        return 0;
    }

    public int Rotate(string said)
    {
        if (Meant(said, out string? problem) is not { } key)
        {
            return Fail(1, problem ?? Unknown(said));
        }

        var made = NewKey.Rotate(key);
        if (!store.ReplaceSecret(key.Id, made.Key.SecretHash))
        {
            return Fail(1, $"The key {key.Id} has been revoked and stays so. Make a new one: coderouter keys create NAME.");
        }

        audit?.Note(Actor.CommandLine, "key.rotate", key.Id);
        return Show(made.Key, made.Text, "The old secret no longer opens anything. This key is shown once and kept nowhere: store it now.");
    }

    private string Line(ApiKey key, IReadOnlyDictionary<string, decimal>? used = null) =>
        $"{KeyText.Prefix}{key.Id}-…  {key.Name}{(key.Group is null ? "" : $"  group {key.Group}")}  {AccessJson.StateOf(key, time.GetUtcNow())}{LimitWords.Of(key.Limits, used)}{Rest(key)}";

    private int Show(ApiKey key, string text, string note)
    {
        if (json)
        {
            Json(writer =>
            {
                Members(writer, key);
                writer.WriteString("key", text);
            });
        }
        else
        {
            output.WriteLine(text);
            errors.WriteLine(note);
        }

        return 0;
    }

    private int Fail(int code, string message)
    {
        errors.WriteLine(message);
        return code;
    }

    private void Json(Action<Utf8JsonWriter> content) => output.WriteLine(JsonLine.Of(content));

    private void Members(Utf8JsonWriter writer, ApiKey key) => AccessJson.Members(writer, key, time.GetUtcNow());

    // What makes a key different from any other, and nothing of what it leaves open.
    private static string Rest(ApiKey key) => string.Concat(
        key.ExpiresAt is { } until ? string.Create(CultureInfo.InvariantCulture, $"  until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "",
        key.Role == Role.None ? "" : "  role " + key.Role.ToString().ToLowerInvariant(),
        key.User is null ? "" : "  user " + key.User,
        key.Team is null ? "" : "  team " + key.Team,
        key.Models is { } models ? "  only " + string.Join(", ", models.Order(StringComparer.Ordinal)) : "",
        key.Addresses is { } from ? "  from " + string.Join(", ", from) : "");

    // The key of that public part, else the only one of that name that is not revoked.
    private ApiKey? Meant(string said, out string? problem)
    {
        problem = null;
        var keys = store.Load();
        string plain = PublicOf(said);
        if (keys.FirstOrDefault(k => k.Id == plain) is { } key)
        {
            return key;
        }

        ApiKey[] named = [.. keys.Where(k => k.Name == said && k.RevokedAt is null)];
        if (named.Length > 1)
        {
            problem = $"{named.Length} keys are named {said}. Name the one that is meant: {string.Join(", ", named.Select(static k => k.Id))}.";
        }

        if (named.Length == 0 && keys.Any(k => k.Name == said))
        {
            problem = Revoked(said);
        }

        return named is [var only] ? only : null;
    }

    private static string Revoked(string said) => $"{said} is revoked already. A new one: `coderouter keys create NAME`.";

    private static string Unknown(string said) => $"There is no key {said}. `coderouter keys list` shows them.";

    // People paste what they see: the public part, the masked key, or the whole key.
    private static string PublicOf(string id)
    {
        string plain = id.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? id[KeyText.Prefix.Length..] : id;
        int end = plain.IndexOf('-', StringComparison.Ordinal);
        return end < 0 ? plain : plain[..end];
    }
}
