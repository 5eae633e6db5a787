namespace CodeRouter.Telemetry;

/// <summary>Every line the gateway logs. Ids are never reused; nothing here takes a body, a header or a key.</summary>
public static partial class GatewayLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Decision} {State} {Status} {Code} ({ErrorId}): {Said}")]
    public static partial void Failed(this ILogger log, string decision, string state, int status, string? code, string? errorId, string? said);

    [LoggerMessage(1002, LogLevel.Error, "{Decision} bug in the gateway")]
    public static partial void Bug(this ILogger log, string decision, Exception exception);

    [LoggerMessage(1005, LogLevel.Debug, "{Decision} {Agent} {Kind} {Phase} -> {Model} {Status} {Ms:0} ms {Cost}: {Reason}")]
    public static partial void Step(this ILogger log, string decision, string? agent, string kind, string phase, string? model, int status, double ms, string cost, string? reason);

    [LoggerMessage(1007, LogLevel.Error, "what was edited in the database does not fit the configuration and is not in force ({Path}: {What}); {Remedy}")]
    public static partial void EditedPartUnused(this ILogger log, string path, string what, string remedy);

    [LoggerMessage(1015, LogLevel.Error, "{Path} of the configuration in the database: {What}; {Remedy}")]
    public static partial void CredentialLost(this ILogger log, string path, string what, string remedy);

    [LoggerMessage(1016, LogLevel.Error, "{Trouble}")]
    public static partial void BooksInTrouble(this ILogger log, string trouble);

    [LoggerMessage(1017, LogLevel.Warning, "the books are written again")]
    public static partial void BooksWell(this ILogger log);

    [LoggerMessage(1018, LogLevel.Error, "{Count} steps lie in the data folder under set-aside/ because the store would not take them ({Why}); every start offers them again. If a newer version leaves them there too, report it with what stands in the brackets")]
    public static partial void StepsSetAside(this ILogger log, int count, string why);

    [LoggerMessage(1008, LogLevel.Error, "administration failed ({Id})")]
    public static partial void AdministrationFailed(this ILogger log, string id, Exception exception);

    [LoggerMessage(1009, LogLevel.Warning, "alert ({Kind}): {Subject}")]
    public static partial void AlertRaised(this ILogger log, string kind, string subject);

    [LoggerMessage(1010, LogLevel.Warning, "the alert \"{Subject}\" could not be told by {Way} ({Why}). Mend {Way} in the configuration, or what it names")]
    public static partial void AlertNotTold(this ILogger log, string subject, string way, string why);

    [LoggerMessage(1011, LogLevel.Warning, "the embedding model {Model} does not answer ({Why}); the semantic cache goes by its built-in embeddings meanwhile. See coderouter doctor")]
    public static partial void EmbedderDown(this ILogger log, string model, string why);

    [LoggerMessage(1012, LogLevel.Information, "the embedding model {Model} answers again")]
    public static partial void EmbedderBack(this ILogger log, string model);

    [LoggerMessage(1013, LogLevel.Warning, "channel {Channel} does not say which models it has: {Why}. Its models are unknown until it does; see coderouter channels test {Channel}, or list them under models:")]
    public static partial void ModelsNotListed(this ILogger log, string channel, string why);

    [LoggerMessage(1014, LogLevel.Warning, "the models that channels list do not fit the configuration and are not in force: {Why}. Mend the configuration; see coderouter check")]
    public static partial void ListedModelsUnused(this ILogger log, string why);

    [LoggerMessage(1019, LogLevel.Warning, "{Variable} is no address, and no traces or metrics go there. Write http://HOST:4317, or http://HOST:4318 with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")]
    public static partial void NoCollector(this ILogger log, string variable);

    [LoggerMessage(1006, LogLevel.Warning, "the model registry was not brought up to date: {Why}")]
    public static partial void RegistryBehind(this ILogger log, string why);
}
