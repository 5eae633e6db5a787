namespace CodeRouter.Telemetry;

/// <summary>Every line the gateway logs. Ids are never reused; nothing here takes a body, a header or a key.</summary>
public static partial class GatewayLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Decision} {State} {Status} {Code} ({ErrorId}): {Message}")]
    public static partial void Failed(this ILogger log, string decision, string state, int status, string? code, string? errorId, string? message);

    [LoggerMessage(1002, LogLevel.Error, "{Decision} bug in the gateway")]
    public static partial void Bug(this ILogger log, string decision, Exception exception);

    [LoggerMessage(1003, LogLevel.Information, "configuration reloaded, generation {Generation}, {Warnings} warnings")]
    public static partial void Reloaded(this ILogger log, int generation, int warnings);

    [LoggerMessage(1004, LogLevel.Error, "configuration not reloaded: {Path} line {Line}: {Message} {Remedy}")]
    public static partial void NotReloaded(this ILogger log, string path, int line, string message, string remedy);

    [LoggerMessage(1005, LogLevel.Debug, "{Decision} {Agent} {Kind} {Phase} -> {Model} {Status} {Ms:0} ms {Cost}: {Reason}")]
    public static partial void Step(this ILogger log, string decision, string? agent, string kind, string phase, string? model, int status, double ms, string cost, string? reason);
}
