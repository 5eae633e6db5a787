using Npgsql;

namespace CodeRouter.Config;

/// <summary>
/// Where a PostgreSQL database is, in either spelling: the driver's (<c>Host=db;Database=…</c>) or the address that every other tool takes
/// (<c>postgres://user:password@host:5432/database?sslmode=require</c>, RFC 3986 escapes).
/// </summary>
public static class PostgresAddress
{
    public const string Forms = "Host=…;Database=…;Username=…;Password=…, or postgres://user:password@host:5432/database";

    /// <summary>In the driver's spelling.</summary>
    /// <exception cref="ArgumentException">It cannot be read; the words name what is wrong, never a value that may be secret.</exception>
    public static NpgsqlConnectionStringBuilder Read(string address)
    {
        address = address.Trim();
        return address.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            ? OfUri(address)
            : new NpgsqlConnectionStringBuilder(address);
    }

    private static NpgsqlConnectionStringBuilder OfUri(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException("The address is no valid URL: a character of the password may have to be written as %XX, and several hosts are written as Host=a,b");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        string[] user = uri.UserInfo.Split(':', 2);
        if (uri.Host.Length > 0)
        {
            settings.Host = Uri.UnescapeDataString(uri.Host).Trim('[', ']');
        }

        if (uri.Port > 0)
        {
            settings.Port = uri.Port;
        }

        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            settings.Database = Uri.UnescapeDataString(database);
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            Set(settings, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return settings;
    }

    // The names of libpq where the driver has others; the rest is the same but for spaces.
    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        string keyword = name.ToLowerInvariant() switch
        {
            "connect_timeout" => "Timeout",
            "dbname" => "Database",
            "user" => "Username",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "sslrootcert" => "Root Certificate",
            "schema" => "Search Path",
            var other => other.Replace('_', ' '),
        };
        settings[keyword] = keyword is "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }
}
