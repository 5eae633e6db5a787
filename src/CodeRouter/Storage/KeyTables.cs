using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Keys in either store. Every change raises the generation in its own transaction.</summary>
internal sealed class KeyTables(IDatabase database) : IKeyStore
{
    private const string Columns = "id, name, token_group, secret_hash, created_at, expires_at, revoked_at, budget_usd, budget_usd_per_day, models, is_admin";

    public long Generation()
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT number FROM generation WHERE name = 'access'");
        return row.Read() ? row.GetInt64(0) : 0;
    }

    public IReadOnlyList<ApiKey> Load()
    {
        using var link = database.Connect();
        using var row = new Question($"SELECT {Columns} FROM access_key").Then("ORDER BY created_at, id").On(link);
        var keys = new List<ApiKey>();
        while (row.Read())
        {
            keys.Add(new ApiKey
            {
                Id = row.GetString(0),
                Name = row.GetString(1),
                Group = row.GetStringOrNull(2),
                SecretHash = row.GetBytes(3),
                CreatedAt = StepTime.FromMicros(row.GetInt64(4)),
                ExpiresAt = row.IsNull(5) ? null : StepTime.FromMicros(row.GetInt64(5)),
                RevokedAt = row.IsNull(6) ? null : StepTime.FromMicros(row.GetInt64(6)),
                BudgetUsd = row.IsNull(7) ? null : PicoDollars.ToUsd(row.GetInt64(7)),
                BudgetUsdPerDay = row.IsNull(8) ? null : PicoDollars.ToUsd(row.GetInt64(8)),
                Models = row.IsNull(9) ? null : row.GetString(9).Split('\n').ToHashSet(StringComparer.Ordinal),
                IsAdmin = row.GetInt64(10) != 0,
            });
        }

        return keys;
    }

    public void Add(ApiKey key) => Change(link => Insert(link, key) > 0);

    public bool Revoke(string id, DateTimeOffset at) => Change(link => link.Run(
        "UPDATE access_key SET revoked_at = coalesce(revoked_at, @at) WHERE id = @id", ("@at", StepTime.ToMicros(at)), ("@id", id)) > 0);

    public bool ReplaceSecret(string id, byte[] secretHash) => Change(link => link.Run(
        "UPDATE access_key SET secret_hash = @hash WHERE id = @id AND revoked_at IS NULL", ("@hash", secretHash), ("@id", id)) > 0);

    public void KeepSetupToken(byte[] tokenHash, DateTimeOffset at) => Change(link => link.Run(
        "INSERT INTO setup_token (\"only\", token_hash, created_at, used_at) VALUES (1, @hash, @at, NULL) ON CONFLICT (\"only\") DO UPDATE SET token_hash = @hash, created_at = @at, used_at = NULL",
        ("@hash", tokenHash),
        ("@at", StepTime.ToMicros(at))) > 0);

    public byte[]? SetupTokenHash()
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT token_hash FROM setup_token WHERE used_at IS NULL");
        return row.Read() ? row.GetBytes(0) : null;
    }

    public bool RedeemSetupToken(byte[] tokenHash, ApiKey firstKey, DateTimeOffset at) => Change(link =>
        link.Run("UPDATE setup_token SET used_at = @at WHERE used_at IS NULL AND token_hash = @hash", ("@at", StepTime.ToMicros(at)), ("@hash", tokenHash)) == 1
        && Insert(link, firstKey) == 1);

    private static int Insert(ILink link, ApiKey key) => link.Run(
        $"INSERT INTO access_key ({Columns}) VALUES (@id, @name, @group, @hash, @created, @expires, @revoked, @budget, @day, @models, @admin)",
        ("@id", key.Id),
        ("@name", key.Name),
        ("@group", key.Group),
        ("@hash", key.SecretHash),
        ("@created", StepTime.ToMicros(key.CreatedAt)),
        ("@expires", key.ExpiresAt is { } expires ? StepTime.ToMicros(expires) : null),
        ("@revoked", key.RevokedAt is { } revoked ? StepTime.ToMicros(revoked) : null),
        ("@budget", PicoDollars.From(key.BudgetUsd)),
        ("@day", PicoDollars.From(key.BudgetUsdPerDay)),
        ("@models", key.Models is null ? null : string.Join('\n', key.Models)),
        ("@admin", key.IsAdmin ? 1 : 0));

    private bool Change(Func<ILink, bool> change)
    {
        using var link = database.Connect();
        link.Begin();
        try
        {
            if (!change(link))
            {
                link.Rollback();
                return false;
            }

            link.Run("UPDATE generation SET number = number + 1 WHERE name = 'access'");
            link.Commit();
            return true;
        }
        catch
        {
            link.Rollback();
            throw;
        }
    }
}
