using System.Globalization;
using CodeRouter.Cache;

namespace CodeRouter.Storage;

/// <summary>
/// Takes what one person left out of the books: steps with their details, sessions, tasks, feedback, values of placeholders, stored responses, answers
/// that were kept to be given again and the questions they belong to.
/// Sums by hour and day stay, and so do the audit log and the keys: they hold amounts and names of keys, not what anybody did.
/// </summary>
/// <param name="shared">Several gateways share the store, so sessions' states lie in it too.</param>
internal sealed class Erasure(IDatabase database, bool shared)
{
    // The writer of a running gateway waits meanwhile: a portion at a time.
    private const int Portion = 2000;

    /// <summary>Rows deleted by table, in the order of deletion.</summary>
    /// <param name="keyId">Public part of the key whose traces go; null for anybody's.</param>
    /// <param name="session">The session that goes; null for all of the key.</param>
    public IReadOnlyList<(string Table, long Rows)> Run(string? keyId, string? session)
    {
        if (keyId is null && session is null)
        {
            throw new ArgumentException("neither a key nor a session: that would be everything", nameof(keyId));
        }

        using var link = database.Connect();
        var deleted = new List<(string, long)>
        {
            // Before the steps: those say which answers a session was given first.
            ("asked_question", Kept(link, "DELETE FROM asked_question WHERE {0}", "(tenant, key) IN (SELECT c.tenant, c.key FROM cached_answer c JOIN step s ON s.id = c.decision WHERE {0})", keyId, session)),
            ("cached_answer", Kept(link, "DELETE FROM cached_answer WHERE {0}", "decision IN (SELECT s.id FROM step s WHERE {0})", keyId, session)),
            ("step_detail", InPortions(link, "DELETE FROM step_detail WHERE seq IN (SELECT d.seq FROM step_detail d JOIN step s ON s.seq = d.seq WHERE {0} LIMIT {1})", "s.", keyId, session)),
            ("step", InPortions(link, "DELETE FROM step WHERE seq IN (SELECT s.seq FROM step s WHERE {0} LIMIT {1})", "s.", keyId, session)),
            ("task", Once(link, "DELETE FROM task WHERE {0}", "key_id", "session", keyId, session)),
            ("session", Once(link, "DELETE FROM session WHERE {0}", "key_id", "id", keyId, session)),
            ("refusal", Once(link, "DELETE FROM refusal WHERE {0}", "key_id", "session", keyId, session)),
            ("feedback", Once(link, "DELETE FROM feedback WHERE {0}", "key_id", "session", keyId, session)),
            ("placeholder", Once(link, "DELETE FROM placeholder WHERE {0}", "key_id", "session", keyId, session)),
            ("stored_response", Once(link, "DELETE FROM stored_response WHERE {0}", "key_id", "session", keyId, session)),
        };
        if (shared)
        {
            deleted.Add(("track_state", Once(link, "DELETE FROM track_state WHERE {0}", "owner", "session", keyId, session)));
        }

        return deleted;
    }

    // All of a key's, whoever was answered first; of a session what was first answered there.
    private static long Kept(ILink link, string sql, string ofSession, string? keyId, string? session) => session is null
        ? link.Run(string.Format(CultureInfo.InvariantCulture, sql, "tenant = @tenant OR tenant LIKE @tenants"), ("@tenant", CachedAnswer.TenantOf(keyId!)), ("@tenants", CachedAnswer.TenantOf(keyId!) + ":%"))
        : link.Run(string.Format(CultureInfo.InvariantCulture, sql, string.Format(CultureInfo.InvariantCulture, ofSession, Condition("s.key_id", "s.session", keyId, session))), Values(keyId, session));

    private static long InPortions(ILink link, string sql, string prefix, string? keyId, string? session)
    {
        long all = 0;
        while (true)
        {
            int rows = link.Run(string.Format(CultureInfo.InvariantCulture, sql, Condition(prefix + "key_id", prefix + "session", keyId, session), Portion), Values(keyId, session));
            all += rows;
            if (rows < Portion)
            {
                return all;
            }
        }
    }

    private static long Once(ILink link, string sql, string key, string sessionColumn, string? keyId, string? session) =>
        link.Run(string.Format(CultureInfo.InvariantCulture, sql, Condition(key, sessionColumn, keyId, session)), Values(keyId, session));

    private static string Condition(string key, string sessionColumn, string? keyId, string? session) =>
        string.Join(" AND ", ((string?[])[keyId is null ? null : key + " = @key", session is null ? null : sessionColumn + " = @session"]).OfType<string>());

    private static (string, object?)[] Values(string? keyId, string? session) =>
        Array.FindAll<(string, object?)>([("@key", keyId), ("@session", session)], static v => v.Item2 is not null);
}
