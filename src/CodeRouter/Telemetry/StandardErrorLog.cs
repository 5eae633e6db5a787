using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRouter.Telemetry;

/// <summary>
/// Log lines on standard error, one each: time, level, message; or the same as JSON, with what the message names as members of its own.
/// Standard output belongs to what the program was asked for. The framework's console logger brings a queue, a thread and formatters that
/// cost start-up time for the same line.
/// </summary>
public sealed class StandardErrorLog(LogLevel least, bool asJson = false) : ILoggerProvider
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ILogger CreateLogger(string categoryName) => new Lines(least, asJson, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    /// <summary>One line of JSON.</summary>
    public static string Json(LogLevel level, int number, string message, IReadOnlyList<KeyValuePair<string, object?>> named, Exception? exception)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", Now());
            json.WriteString("level", Name(level));
            json.WriteNumber("event", number);
            json.WriteString("message", message);
            foreach (var (name, value) in named.Where(static n => n.Key is not "{OriginalFormat}"))
            {
                json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
                switch (value)
                {
                    case int whole:
                        json.WriteNumberValue(whole);
                        break;
                    case long whole:
                        json.WriteNumberValue(whole);
                        break;
                    case double real when double.IsFinite(real):
                        json.WriteNumberValue(Math.Round(real, 3));
                        break;
                    default:
                        json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                        break;
                }
            }

            if (exception is not null)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(LogLevel level) => level.ToString().ToLowerInvariant();

    private sealed class Lines(LogLevel least, bool asJson, bool foreign) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // The framework's own words are for debugging it; its errors are ours to see.
        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None && (!foreign || logLevel >= LogLevel.Error || least <= LogLevel.Debug);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            string message = formatter(state, exception).ReplaceLineEndings(" ");
            if (asJson)
            {
                Console.Error.WriteLine(Json(logLevel, eventId.Id, message, state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], exception));
                return;
            }

            string line = $"{Now()} {Name(logLevel)} {message}";
            Console.Error.WriteLine(exception is null ? line : line + Environment.NewLine + exception);
        }
    }
}
