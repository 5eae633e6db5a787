using System.Globalization;
using System.Text.Json;
using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>
/// `coderouter keys create|list|revoke|rotate` over a key store: works before the first serve and beside a running gateway, which sees the
/// change within a second. The key is printed once and kept nowhere. Exit codes: 0 done, 1 no such key, 2 bad usage.
/// </summary>
public sealed class KeysCommand(IKeyStore store, TimeProvider time, TextWriter output, TextWriter errors, bool json)
{
    /// <param name="expires">A moment (2027-01-31, 2027-01-31T12:00:00Z) or an age (90d, 12h); null is never.</param>
    public int Create(string name, string? group, decimal? budgetUsd, decimal? budgetUsdPerDay, string? expires, bool admin = false)
    {
        var now = time.GetUtcNow();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200)
        {
            return Fail(2, "A key needs a name of at most 200 characters: coderouter keys create NAME.");
        }

        if (budgetUsd < 0 || budgetUsdPerDay < 0)
        {
            return Fail(2, "A budget cannot be negative. Leave it out for none.");
        }

        if (!TryExpiry(expires, now, out var until))
        {
            return Fail(2, $"--expires {expires} is not a moment to come. Use a date (2027-01-31), a date with time (2027-01-31T12:00:00Z) or an age (90d, 12h).");
        }

        var made = NewKey.Make(name.Trim(), now);
        var key = made.Key with { Group = group, BudgetUsd = budgetUsd, BudgetUsdPerDay = budgetUsdPerDay, ExpiresAt = until, IsAdmin = admin };
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
            output.WriteLine($"{KeyText.Prefix}{key.Id}-…  {key.Name}{(key.Group is null ? "" : $"  group {key.Group}")}  {StateOf(key)}{Budgets(key)}");
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

    private void Members(Utf8JsonWriter writer, ApiKey key)
    {
        writer.WriteString("id", key.Id);
        writer.WriteString("name", key.Name);
        writer.WriteString("group", key.Group);
        writer.WriteString("state", StateOf(key));
        writer.WriteString("created_at", key.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        writer.WriteString("expires_at", key.ExpiresAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Usd(writer, "budget_usd", key.BudgetUsd);
        Usd(writer, "budget_usd_per_day", key.BudgetUsdPerDay);
        writer.WriteBoolean("admin", key.IsAdmin);
    }

    private static void Usd(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Budgets(ApiKey key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(key.BudgetUsd is { } total ? $"  ${total} in all" : "")}{(key.BudgetUsdPerDay is { } day ? $"  ${day} a day" : "")}");

    private string StateOf(ApiKey key) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= time.GetUtcNow() ? "expired" : "active";

    // People paste what they see: the public part, the masked key, or the whole key.
    private static string PublicOf(string id)
    {
        string plain = id.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? id[KeyText.Prefix.Length..] : id;
        int end = plain.IndexOf('-', StringComparison.Ordinal);
        return end < 0 ? plain : plain[..end];
    }

    private static bool TryExpiry(string? text, DateTimeOffset now, out DateTimeOffset? until)
    {
        until = null;
        if (text is null)
        {
            return true;
        }

        text = text.Trim();
        double? seconds = text.Length < 2 ? null : text[^1] switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, 'y' => 31_536_000, _ => null };
        if (seconds is not null && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double age) && age * seconds < 3e9)
        {
            until = now.AddSeconds(age * seconds.Value);
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            until = moment;
        }

        return until > now;
    }
}
