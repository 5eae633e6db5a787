using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CodeRouter.Cache;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// Questions whose answers are kept, in either store. Rows are sealed as the answers are: one that was edited, or moved to another tenant or
/// another answer, is not read.
/// </summary>
internal sealed class QuestionTables(IDatabase database, Lazy<byte[]> sealing) : IQuestionStore
{
    private readonly Trims _trims = new();

    public IReadOnlyList<AskedQuestion> Since(DateTimeOffset at, DateTimeOffset now, int most)
    {
        using var link = database.Connect();
        using var row = link.Query(
            "SELECT tenant, scope, key, gist, space, vector, at, expires_at, seal FROM asked_question WHERE at >= @at AND expires_at > @now ORDER BY at DESC LIMIT @most",
            ("@at", at == DateTimeOffset.MinValue ? 0 : StepTime.ToMicros(at)),
            ("@now", StepTime.ToMicros(now)),
            ("@most", (long)most));
        var read = new List<AskedQuestion>();
        while (row.Read())
        {
            byte[] vector = row.GetBytes(5);
            var question = new AskedQuestion(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), MemoryMarshal.Cast<byte, float>(vector).ToArray(), StepTime.FromMicros(row.GetInt64(6)), StepTime.FromMicros(row.GetInt64(7)));
            if (CryptographicOperations.FixedTimeEquals(row.GetBytes(8), Seal(question)))
            {
                read.Add(question);
            }
        }

        read.Reverse();
        return read;
    }

    public void Keep(AskedQuestion question, int mostEntries)
    {
        using var link = database.Connect();
        link.Begin();
        try
        {
            link.Run("DELETE FROM asked_question WHERE (tenant, key) IN (SELECT tenant, key FROM asked_question WHERE expires_at <= @now LIMIT 100)", ("@now", StepTime.ToMicros(question.At)));
            link.Run("DELETE FROM asked_question WHERE tenant = @tenant AND key = @key", ("@tenant", question.Tenant), ("@key", question.Key));
            link.Run(
                """
                INSERT INTO asked_question (tenant, scope, key, gist, space, vector, at, expires_at, seal)
                VALUES (@tenant, @scope, @key, @gist, @space, @vector, @at, @expires, @seal)
                """,
                ("@tenant", question.Tenant),
                ("@scope", question.Scope),
                ("@key", question.Key),
                ("@gist", question.Gist),
                ("@space", question.Space),
                ("@vector", MemoryMarshal.AsBytes<float>(question.Vector).ToArray()),
                ("@at", StepTime.ToMicros(question.At)),
                ("@expires", StepTime.ToMicros(question.ExpiresAt)),
                ("@seal", Seal(question)));
            if (_trims.IsDue("", 1, mostEntries) && Count(link) - mostEntries is > 0 and var over)
            {
                link.Run("DELETE FROM asked_question WHERE (tenant, key) IN (SELECT tenant, key FROM asked_question ORDER BY at, tenant, key LIMIT @over)", ("@over", over));
            }

            link.Commit();
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }

    private byte[] Seal(AskedQuestion question)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, sealing.Value);
        string at = StepTime.ToMicros(question.At).ToString(CultureInfo.InvariantCulture), expires = StepTime.ToMicros(question.ExpiresAt).ToString(CultureInfo.InvariantCulture);
        foreach (string part in (ReadOnlySpan<string>)["question", question.Tenant, question.Scope, question.Key, question.Gist, question.Space, at, expires])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData("\0"u8);
        }

        hash.AppendData(MemoryMarshal.AsBytes<float>(question.Vector));
        return hash.GetHashAndReset();
    }

    private static long Count(ILink link)
    {
        using var row = link.Query("SELECT count(*) FROM asked_question");
        return row.Read() ? row.GetInt64(0) : 0;
    }
}
