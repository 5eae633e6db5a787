using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CodeRouter.Cache;
using CodeRouter.Core.Conversations;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// Cached answers in either store, one row for each tenant and question. A row is sealed with a key of the deployment: one that was damaged, edited or moved
/// to another tenant is dropped where it is met.
/// </summary>
internal sealed class AnswerTables(IDatabase database, Lazy<byte[]> sealing) : IAnswerStore
{
    private readonly Trims _trims = new();

    public CachedAnswer? Find(string tenant, string key, DateTimeOffset now)
    {
        var (found, isWhole) = Read(tenant, key);
        if (found is null || !isWhole)
        {
            if (!isWhole)
            {
                Drop(tenant, key);
            }

            return null;
        }

        return found.ExpiresAt > now ? found : null;
    }

    public void Keep(CachedAnswer answer, int mostEntries)
    {
        using var link = database.Connect();
        link.Begin();
        try
        {
            link.Run("DELETE FROM cached_answer WHERE (tenant, key) IN (SELECT tenant, key FROM cached_answer WHERE expires_at <= @now LIMIT 100)", ("@now", StepTime.ToMicros(answer.At)));
            link.Run("DELETE FROM cached_answer WHERE tenant = @tenant AND key = @key", ("@tenant", answer.Tenant), ("@key", answer.Key));
            link.Run(
                """
                INSERT INTO cached_answer (tenant, key, decision, format, model, at, expires_at, used, body, seal, tags)
                VALUES (@tenant, @key, @decision, @format, @model, @at, @expires, @used, @body, @seal, @tags)
                """,
                ("@tenant", answer.Tenant),
                ("@key", answer.Key),
                ("@decision", answer.Decision),
                ("@format", answer.Format.ApiName()),
                ("@model", answer.Model),
                ("@at", StepTime.ToMicros(answer.At)),
                ("@expires", StepTime.ToMicros(answer.ExpiresAt)),
                ("@used", Write(answer.Used)),
                ("@body", answer.Body),
                ("@seal", Seal(answer)),
                ("@tags", AnswererText.Write(answer.Tags)));
            if (_trims.IsDue("", 1, mostEntries) && Count(link) - mostEntries is > 0 and var over)
            {
                link.Run("DELETE FROM cached_answer WHERE (tenant, key) IN (SELECT tenant, key FROM cached_answer ORDER BY at, tenant, key LIMIT @over)", ("@over", over));
            }

            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    public void Drop(string tenant, string key)
    {
        using var link = database.Connect();
        link.Run("DELETE FROM cached_answer WHERE tenant = @tenant AND key = @key", ("@tenant", tenant), ("@key", key));
    }

    private (CachedAnswer? Answer, bool IsWhole) Read(string tenant, string key)
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT decision, format, model, used, body, at, expires_at, seal, tags FROM cached_answer WHERE tenant = @tenant AND key = @key", ("@tenant", tenant), ("@key", key));
        if (!row.Read())
        {
            return (null, true);
        }

        if (WireFormatNames.Parse(row.GetString(1)) is not { } format || Usage(row.GetString(3)) is not { } used)
        {
            return (null, false);
        }

        var answer = new CachedAnswer(tenant, key, row.GetString(0), format, row.GetString(2), used, row.GetBytes(4), StepTime.FromMicros(row.GetInt64(5)), StepTime.FromMicros(row.GetInt64(6)))
        {
            Tags = AnswererText.Read(row.GetString(8)),
        };
        return (answer, CryptographicOperations.FixedTimeEquals(row.GetBytes(7), Seal(answer)));
    }

    private byte[] Seal(CachedAnswer answer)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, sealing.Value);
        string head = string.Join('\n', answer.Tenant, answer.Key, answer.Decision, answer.Format.ApiName(), answer.Model, StepTime.ToMicros(answer.At), StepTime.ToMicros(answer.ExpiresAt), Write(answer.Used), "");
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(answer.Body);
        if (answer.Tags is not null)
        {
            // Not in entries of before: their seals still hold.
            hash.AppendData(Encoding.UTF8.GetBytes("\n" + AnswererText.Write(answer.Tags)));
        }

        return hash.GetHashAndReset();
    }

    private static string Write(Usage used) => string.Create(CultureInfo.InvariantCulture, $"{used.Input} {used.CacheRead} {used.CacheWrite5m} {used.CacheWrite1h} {used.Output} {used.Reasoning}");

    private static Usage? Usage(string text)
    {
        string[] counts = text.Split(' ');
        long[] numbers = new long[6];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (counts.Length != numbers.Length || !long.TryParse(counts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return new Usage(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    private static long Count(ILink link)
    {
        using var row = link.Query("SELECT count(*) FROM cached_answer");
        return row.Read() ? row.GetInt64(0) : 0;
    }
}
