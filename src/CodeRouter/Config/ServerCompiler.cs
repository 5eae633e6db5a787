using System.Net;

namespace CodeRouter.Config;

/// <summary>Reads what is about the process itself: listeners, public address, storage, access, limits.</summary>
internal sealed class ServerCompiler(CompileScope scope)
{
    /// <summary>Where the gateway listens when nobody says otherwise.</summary>
    public static ListenerSettings DefaultListener { get; } = new("main", "127.0.0.1", 8899, TimeSpan.FromSeconds(300));

    /// <summary>What a path of ours begins with: none of them can be told from a path that the router is served below.</summary>
    private static readonly string[] OwnPaths = ["v1", "v1beta", "session", "api", "admin", "dashboard", "docs", "mcp", "health", "meta", "metrics", "harnesses", "model-plan", "openapi.json"];

    public static IReadOnlyList<ListenerSettings> Listeners(Field list)
    {
        var listeners = new List<ListenerSettings>();
        foreach (var listener in list.Items())
        {
            if (!listener.ExpectMap())
            {
                continue;
            }

            var address = Address(listener["address"]);
            var port = (int)(listener["port"].Integer(0, 65535) ?? DefaultListener.Port);
            if (port != 0 && listeners.Exists(other => other.Port == port && other.Address == address))
            {
                listener.Error($"{address}:{port} is already listened on", "give each listener its own address or port");
            }

            listeners.Add(new ListenerSettings(
                listener["name"].Text() ?? $"listener-{listeners.Count + 1}",
                address,
                port,
                listener["timeout"].Duration() ?? DefaultListener.Timeout));
        }

        return listeners.Count > 0 ? listeners : [DefaultListener];
    }

    public static ServerSettings Server(Field server)
    {
        server.ExpectMap();
        var proxies = new List<string>();
        foreach (var (text, place) in server["trusted_proxies"].Words())
        {
            if (IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _))
            {
                proxies.Add(text);
            }
            else
            {
                place.Error($"'{text}' is not an address or range", "write an address such as 10.0.0.5 or a range such as 10.0.0.0/8");
            }
        }

        Uri? url = null;
        if (server["public_url"].Text() is { } written
            && (!Uri.TryCreate(written, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0 || url.UserInfo.Length > 0))
        {
            server["public_url"].Error($"'{written}' is not a URL", "write it whole, such as https://router.example.com");
            url = null;
        }

        if (url is not null && OwnPaths.Contains(url.Segments.ElementAtOrDefault(1)?.TrimEnd('/'), StringComparer.Ordinal))
        {
            server["public_url"].Error($"'{url.AbsolutePath}' is a path of the router itself", "write the address that this path stands below, without it: clients are told the rest");
            url = null;
        }

        var origins = new List<string>();
        foreach (var (text, place) in server["allowed_origins"].Words())
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin is { PathAndQuery: "/", UserInfo: "" })
            {
                origins.Add(origin.GetLeftPart(UriPartial.Authority));
            }
            else
            {
                place.Error($"'{text}' is not the origin of a web page", "write scheme, host and port, such as https://app.example.com");
            }
        }

        return new ServerSettings { PublicUrl = url, TrustedProxies = proxies, AllowedOrigins = origins };
    }

    public static AccessSettings Access(Field access)
    {
        access.ExpectMap();
        return new AccessSettings
        {
            RequireKeys = access["require_keys"].Word("auto", "true", "false", "yes", "no", "always", "never") switch
            {
                "true" or "yes" or "always" => RequireKeys.Always,
                "false" or "no" or "never" => RequireKeys.Never,
                _ => RequireKeys.Auto,
            },
        };
    }

    public StorageSettings Storage(Field storage)
    {
        storage.ExpectMap();
        var sqlite = storage["sqlite"].Text();

        // Without it the books would quietly begin anew in a file of this machine, with no keys and no limits.
        var postgres = storage["postgres"].Credential("the database cannot be reached", needed: true);
        if (sqlite is not null && postgres is not null)
        {
            storage.Error("both sqlite and postgres are given", "keep the one that holds the ledger");
        }

        if (postgres is not null && Unreadable(postgres) is { } problem)
        {
            storage["postgres"].Error($"the address of the database cannot be read: {problem}", $"write {PostgresAddress.Forms}");
        }

        if (sqlite is ['~', '/', ..] && scope.Environment("HOME") is { Length: > 0 } home)
        {
            sqlite = home + sqlite[1..];
        }

        static TimeSpan? Days(Field field) => field.Integer(0, 36_500) is { } days and > 0 ? TimeSpan.FromDays(days) : null;
        return new StorageSettings
        {
            SqlitePath = sqlite,
            Postgres = postgres,
            RefuseInOutage = string.Equals(storage["on_outage"].Word("serve", "refuse"), "refuse", StringComparison.Ordinal),
            KeepSteps = Days(storage["retention_days"]),
            KeepDetails = Days(storage["detail_days"]),
        };
    }

    private static string? Unreadable(Secret postgres)
    {
        try
        {
            _ = PostgresAddress.Read(postgres.Reveal());
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    public static LimitSettings Limits(Field limits)
    {
        limits.ExpectMap();
        var usual = new LimitSettings();
        return new LimitSettings
        {
            MaxBodyBytes = (int)(limits["max_body_bytes"].Integer(1024, int.MaxValue) ?? usual.MaxBodyBytes),
            ConnectTimeout = limits["connect_timeout"].Duration() ?? usual.ConnectTimeout,
            TotalTimeout = limits["total_timeout"].Duration(),
            HoldSeconds = (int)(limits["hold_seconds"].Integer(1, 600) ?? usual.HoldSeconds),
            KeepAliveSeconds = (int)(limits["keep_alive_seconds"].Integer(1, 600) ?? usual.KeepAliveSeconds),
        };
    }

    private static string Address(Field field)
    {
        if (field.Text() is not { } text)
        {
            return DefaultListener.Address;
        }

        switch (text.Trim())
        {
            case "*" or "+": return "0.0.0.0";
            case "localhost": return "127.0.0.1";
        }

        if (IPAddress.TryParse(text.Trim().Trim('[', ']'), out var ip))
        {
            return ip.ToString();
        }

        field.Error($"'{text}' is not an address to listen on", "write 127.0.0.1 for this machine only, 0.0.0.0 for every network, or an address of this machine");
        return DefaultListener.Address;
    }
}
