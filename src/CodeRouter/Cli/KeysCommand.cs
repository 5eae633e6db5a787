using System.Text.Json;
using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>
/// `coderouter keys create|list|revoke|rotate` over a key store: works before the first serve and beside a running gateway, which sees the
/// change within a second. The key is printed once and kept nowhere. Exit codes: 0 done, 1 no such key, 2 bad usage.
/// </summary>
public sealed class KeysCommand(IKeyStore store, TimeProvider time, TextWriter output, TextWriter errors, bool json)
{
    /// <param name="wish">Group, labels, limits, models, addresses and role of the key.</param>
    /// <param name="expires">A moment (2027-01-31, 2027-01-31T12:00:00Z) or an age (90d, 12h); null is never.</param>
    public int Create(string name, ApiKey wish, string? expires)
    {
        var now = time.GetUtcNow();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200)
        {
            return Fail(2, "A key needs a name of at most 200 characters: coderouter keys create NAME.");
        }

        if (wish.Limits.HasNegative)
        {
            return Fail(2, "A limit cannot be negative. Leave it out for none.");
        }

        if (wish.Addresses?.FirstOrDefault(static a => NetworkText.Parse(a) is null) is { } wrong)
        {
            return Fail(2, $"--from {wrong} is neither an address nor a range. Write 10.1.2.3 or 10.1.0.0/16.");
        }

        if (!Expiry.TryParse(expires, now, out var until))
        {
            return Fail(2, $"--expires {expires} is not a moment to come. {Expiry.Remedy}");
        }

        var made = NewKey.Make(name.Trim(), now);
        var key = wish with { Id = made.Key.Id, Name = made.Key.Name, SecretHash = made.Key.SecretHash, CreatedAt = now, ExpiresAt = until, Revision = 1 };
        store.Add(key);
        return Show(key, made.Text, "This key is shown once and kept nowhere: store it now.");
    }

    public int List()
    {
        var keys = store.Load();
        if (json)
        {
            Json(writer =>
            {
                writer.WriteStartArray("keys");
                foreach (var key in keys)
                {
                    writer.WriteStartObject();
                    Members(writer, key);
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
            output.WriteLine($"{KeyText.Prefix}{key.Id}-…  {key.Name}{(key.Group is null ? "" : $"  group {key.Group}")}  {AccessJson.StateOf(key, time.GetUtcNow())}{LimitWords.Of(key.Limits)}");
        }

        return 0;
    }

    public int Revoke(string id)
    {
        string plain = PublicOf(id);
        if (!store.Revoke(plain, time.GetUtcNow()))
        {
            return Fail(1, $"There is no key {id}. `coderouter keys list` shows them.");
        }

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

    public int Rotate(string id)
    {
        if (store.Load().FirstOrDefault(k => k.Id == PublicOf(id)) is not { } key)
        {
            return Fail(1, $"There is no key {id}. `coderouter keys list` shows them.");
        }

        var made = NewKey.Rotate(key);
        return store.ReplaceSecret(key.Id, made.Key.SecretHash)
            ? Show(made.Key, made.Text, "The old secret no longer opens anything. This key is shown once and kept nowhere: store it now.")
            : Fail(1, $"The key {key.Id} has been revoked and stays so. Make a new one: coderouter keys create NAME.");
    }

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

    private void Json(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private void Members(Utf8JsonWriter writer, ApiKey key) => AccessJson.Members(writer, key, time.GetUtcNow());

    // People paste what they see: the public part, the masked key, or the whole key.
    private static string PublicOf(string id)
    {
        string plain = id.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? id[KeyText.Prefix.Length..] : id;
        int end = plain.IndexOf('-', StringComparison.Ordinal);
        return end < 0 ? plain : plain[..end];
    }
}
