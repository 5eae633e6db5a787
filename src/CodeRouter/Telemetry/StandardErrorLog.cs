namespace CodeRouter.Telemetry;

/// <summary>
/// Log lines on standard error, one each: time, level, message. Standard output belongs to what the program was asked for.
/// The framework's console logger brings a queue, a thread and formatters that cost start-up time for the same line.
/// </summary>
public sealed class StandardErrorLog(LogLevel least) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Lines(least, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Lines(LogLevel least, bool foreign) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // The framework's own words are for debugging it; its errors are ours to see.
        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None && (!foreign || logLevel >= LogLevel.Error || least <= LogLevel.Debug);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string line = $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {logLevel.ToString().ToLowerInvariant()} {formatter(state, exception).ReplaceLineEndings(" ")}";
                Console.Error.WriteLine(exception is null ? line : line + Environment.NewLine + exception);
            }
        }
    }
}
