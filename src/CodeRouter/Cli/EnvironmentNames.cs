namespace CodeRouter.Cli;

/// <summary>Variables of the environment that the program reads besides providers' own, as the page of commands and the manual list them.</summary>
internal static class EnvironmentNames
{
    public static IReadOnlyList<(string Name, string Says)> All { get; } =
    [
        (ConfigurationFile.Variable, "The configuration file where --config is not given"),
        ("CODEROUTER_DATA", "The data folder where --data is not given"),
        ("CODEROUTER_URL", "The gateway's address for commands that ask one; http://127.0.0.1:8899 without it"),
        ("CODEROUTER_KEY", "The key that commands show to the gateway"),
        ("CODEROUTER_HOST", "Which agent this runs in, whatever is seen"),
        ("CODEROUTER_POSTGRES", "Connection string of migrate --to postgres where --address is not given"),
        ("CODEROUTER_MASTER_KEY", "Seals providers' credentials in the store; master.key of the data folder without it"),
        ("CODEROUTER_PLUGINS", "Folder of plugins"),
        ("HTTPS_PROXY", "The proxy that leads to providers, webhooks and gateways elsewhere, also HTTP_PROXY and ALL_PROXY; what NO_PROXY names, this machine and its network are asked directly"),
        ("SSL_CERT_FILE", "File with the certificate of your own authority, for providers whose certificates it has signed"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Collector of traces and metrics"),
    ];
}
