using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>Keys and token groups in either store. Every change raises the generation in its own transaction.</summary>
internal sealed class KeyTables(IDatabase database) : IKeyStore
{
    private const string Columns = "id, name, token_group, user_label, team_label, secret_hash, created_at, expires_at, revoked_at, limits, models, addresses, role, revision";
    private const string GroupColumns = "name, description, limits, models, ratio, created_at, revision";

    public long Generation()
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT number FROM generation WHERE name = 'access'");
        return row.Read() ? row.GetInt64(0) : 0;
    }

    public IReadOnlyList<ApiKey> Load()
    {
        using var link = database.Connect();
        using var row = link.Query($"SELECT {Columns} FROM access_key ORDER BY created_at, id");
        var keys = new List<ApiKey>();
        while (row.Read())
        {
            keys.Add(new ApiKey
            {
                Id = row.GetString(0),
                Name = row.GetString(1),
                Group = row.GetStringOrNull(2),
                User = row.GetStringOrNull(3),
                Team = row.GetStringOrNull(4),
                SecretHash = row.GetBytes(5),
                CreatedAt = StepTime.FromMicros(row.GetInt64(6)),
                ExpiresAt = Moment(row.GetInt64OrNull(7)),
                RevokedAt = Moment(row.GetInt64OrNull(8)),
                Limits = LimitSet.FromJson(row.GetStringOrNull(9)),
                Models = Names(row.GetStringOrNull(10)),
                Addresses = row.GetStringOrNull(11)?.Split('\n'),
                Role = Enum.Parse<Role>(row.GetString(12), ignoreCase: true),
                Revision = row.GetInt64(13),
            });
        }

        return keys;
    }

    public void Add(ApiKey key) => Change(link => Insert(link, key) > 0);

    public StoreChange Change(ApiKey key, long? seen)
    {
        var change = StoreChange.Missing;
        Change(link => (change = At(link, "access_key", "id", key.Id, seen)) == StoreChange.Done && link.Run("""
            UPDATE access_key SET name = @name, token_group = @group, user_label = @user, team_label = @team, expires_at = @expires,
            limits = @limits, models = @models, addresses = @addresses, role = @role, revision = revision + 1 WHERE id = @id
            """,
            Values(key)) > 0);
        return change;
    }

    public bool Revoke(string id, DateTimeOffset at) => Change(link => link.Run("UPDATE access_key SET revoked_at = coalesce(revoked_at, @at), revision = revision + 1 WHERE id = @id", ("@at", StepTime.ToMicros(at)), ("@id", id)) > 0);

    public bool ReplaceSecret(string id, byte[] secretHash) => Change(link => link.Run("UPDATE access_key SET secret_hash = @hash, revision = revision + 1 WHERE id = @id AND revoked_at IS NULL", ("@hash", secretHash), ("@id", id)) > 0);

    public IReadOnlyList<TokenGroup> LoadGroups()
    {
        using var link = database.Connect();
        using var row = link.Query($"SELECT {GroupColumns} FROM token_group ORDER BY name");
        var groups = new List<TokenGroup>();
        while (row.Read())
        {
            groups.Add(new TokenGroup
            {
                Name = row.GetString(0),
                Description = row.GetStringOrNull(1),
                Limits = LimitSet.FromJson(row.GetStringOrNull(2)),
                Models = Names(row.GetStringOrNull(3)),
                Ratio = decimal.Parse(row.GetString(4), CultureInfo.InvariantCulture),
                CreatedAt = StepTime.FromMicros(row.GetInt64(5)),
                Revision = row.GetInt64(6),
            });
        }

        return groups;
    }

    public StoreChange AddGroup(TokenGroup group) => Change(link => link.Run($"INSERT INTO token_group ({GroupColumns}) VALUES (@name, @description, @limits, @models, @ratio, @created, 1) ON CONFLICT (name) DO NOTHING",
        Values(group)) > 0)
        ? StoreChange.Done
        : StoreChange.Exists;

    public StoreChange ChangeGroup(TokenGroup group, long? seen)
    {
        var change = StoreChange.Missing;
        Change(link => (change = At(link, "token_group", "name", group.Name, seen)) == StoreChange.Done && link.Run("UPDATE token_group SET description = @description, limits = @limits, models = @models, ratio = @ratio, revision = revision + 1 WHERE name = @name", Values(group)) > 0);
        return change;
    }

    public StoreChange RemoveGroup(string name, long? seen)
    {
        var change = StoreChange.Missing;
        Change(link => (change = At(link, "token_group", "name", name, seen)) == StoreChange.Done
            && link.Run("DELETE FROM token_group WHERE name = @name", ("@name", name)) > 0);
        return change;
    }

    public void KeepSetupToken(byte[] tokenHash, DateTimeOffset at) => Change(link => link.Run("INSERT INTO setup_token (\"only\", token_hash, created_at, used_at) VALUES (1, @hash, @at, NULL) ON CONFLICT (\"only\") DO UPDATE SET token_hash = @hash, created_at = @at, used_at = NULL",
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

    private static int Insert(ILink link, ApiKey key) => link.Run($"INSERT INTO access_key ({Columns}) VALUES (@id, @name, @group, @user, @team, @hash, @created, @expires, @revoked, @limits, @models, @addresses, @role, 1)",
        Values(key));

    private static (string Name, object? Value)[] Values(ApiKey key) =>
    [
        ("@id", key.Id),
        ("@name", key.Name),
        ("@group", key.Group),
        ("@user", key.User),
        ("@team", key.Team),
        ("@hash", key.SecretHash),
        ("@created", StepTime.ToMicros(key.CreatedAt)),
        ("@expires", key.ExpiresAt is { } expires ? StepTime.ToMicros(expires) : null),
        ("@revoked", key.RevokedAt is { } revoked ? StepTime.ToMicros(revoked) : null),
        ("@limits", key.Limits.ToJson()),
        ("@models", key.Models is null ? null : string.Join('\n', key.Models)),
        ("@addresses", key.Addresses is null ? null : string.Join('\n', key.Addresses)),
        ("@role", key.Role.ToString().ToLowerInvariant()),
    ];

    private static (string Name, object? Value)[] Values(TokenGroup group) =>
    [
        ("@name", group.Name),
        ("@description", group.Description),
        ("@limits", group.Limits.ToJson()),
        ("@models", group.Models is null ? null : string.Join('\n', group.Models)),
        ("@ratio", group.Ratio.ToString(CultureInfo.InvariantCulture)),
        ("@created", StepTime.ToMicros(group.CreatedAt)),
    ];

    private static DateTimeOffset? Moment(long? micros) => micros is { } known ? StepTime.FromMicros(known) : null;

    // An empty list is nothing at all, which is not the same as everything.
    private static HashSet<string>? Names(string? lines) =>
        lines?.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    private static StoreChange At(ILink link, string table, string column, string id, long? seen)
    {
        using var row = new Question($"SELECT revision FROM {table}").Where($"{column} = @id", "@id", id).On(link);
        return !row.Read() ? StoreChange.Missing : seen is { } known && known != row.GetInt64(0) ? StoreChange.Stale : StoreChange.Done;
    }

    private bool Change(Func<ILink, bool> change)
    {
        using var link = database.Connect();
        link.Begin();
        try
        {
            // First, because it makes changes wait for each other: a revision that was seen is still the one that is changed.
            link.Run("UPDATE generation SET number = number + 1 WHERE name = 'access'");
            if (!change(link))
            {
                link.Rollback();
                return false;
            }

            link.Announce("access");
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
