namespace CodeRouter.Ledger;

/// <summary>
/// Ids of decisions, feedback and errors: a prefix and 26 characters, 48 bits of time (ms) and 80 of chance, so that they sort by time
/// and rows made together lie together in the store's index.
/// </summary>
public static class StepId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New(DateTimeOffset now) => New("d_", now);

    public static string New(string prefix, DateTimeOffset now) =>
        string.Create(prefix.Length + 26, (prefix, Time: now.ToUnixTimeMilliseconds()), static (span, from) =>
        {
            from.prefix.CopyTo(span);
            span = span[from.prefix.Length..];
            long time = from.Time;
            for (int i = 9; i >= 0; i--, time >>= 5)
            {
                span[i] = Alphabet[(int)(time & 31)];
            }

            ulong chance = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
            ulong more = (ulong)Random.Shared.NextInt64();
            for (int i = 10; i < 18; i++, chance >>= 5)
            {
                span[i] = Alphabet[(int)(chance & 31)];
            }

            for (int i = 18; i < 26; i++, more >>= 5)
            {
                span[i] = Alphabet[(int)(more & 31)];
            }
        });
}
