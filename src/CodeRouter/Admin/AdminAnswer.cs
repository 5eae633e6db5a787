using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeRouter.Gateway;

namespace CodeRouter.Admin;

/// <summary>An answer of the administration, whole in memory.</summary>
public sealed record AdminAnswer(int Status, byte[] Body, string ContentType = "application/json")
{
    // The bytes go out as application/json, never into a page as they are: text stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The revision of what is answered; null without one.</summary>
    public long? Revision { get; init; }

    /// <summary>For files: the name to save it under.</summary>
    public string? FileName { get; init; }

    public static AdminAnswer Json(int status, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new AdminAnswer(status, buffer.WrittenSpan.ToArray());
    }

    /// <summary>A list under a name, each item an object.</summary>
    public static AdminAnswer List<T>(string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> members) => Json(200, json =>
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static AdminAnswer Csv(string text, string fileName) => new(200, Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8") { FileName = fileName };

    public static AdminAnswer Fail(GatewayFailure failure, IReadOnlyList<FieldProblem>? problems = null) => Json(failure.Status, json =>
    {
        json.WriteStartObject("error");
        json.WriteString("type", failure.Status < 500 ? "invalid_request_error" : "api_error");
        json.WriteString("code", failure.WireCode);
        json.WriteString("message", failure.Message);
        json.WriteString("id", failure.Id);
        if (problems is { Count: > 0 })
        {
            Problems(json, "problems", problems);
        }

        json.WriteEndObject();
    });

    /// <summary>The thing as it is now, or why nothing was done.</summary>
    /// <param name="what">What was asked for, for the words: "key k1".</param>
    public static AdminAnswer Of<T>(Outcome<T> outcome, string what, Func<T, AdminAnswer> done)
        where T : class => outcome.Kind switch
        {
            OutcomeKind.Done => done(outcome.Value!),
            OutcomeKind.Missing => Missing(what),
            OutcomeKind.Stale => Fail(new GatewayFailure(FailureCode.Conflict, $"Somebody else changed {what} meanwhile. Read it again, and make the change from what it is now.")),
            OutcomeKind.Exists => Fail(new GatewayFailure(FailureCode.Conflict, $"There is {what} already. Change that one, or take another name.")),
            OutcomeKind.Forbidden => Fail(new GatewayFailure(FailureCode.Forbidden, "Only an owner hands out, changes or revokes keys that administer. Ask an owner.")),
            _ => Fail(new GatewayFailure(FailureCode.InvalidValue, $"Nothing was changed: {string.Join("; ", outcome.Problems.Take(3).Select(static p => $"{Place(p)}: {p.Message}"))}. {outcome.Problems.Select(static p => Sentence(p.Remedy)).FirstOrDefault() ?? "See the problems."}"), outcome.Problems),
        };

    public static AdminAnswer Missing(string what) => Fail(new GatewayFailure(FailureCode.NotFound, $"There is no {what}. List them to see which there are."));

    public static void Problems(Utf8JsonWriter json, string name, IReadOnlyList<FieldProblem> problems)
    {
        json.WriteStartArray(name);
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("field", problem.Field);
            json.WriteNumber("line", problem.Line);
            json.WriteString("message", problem.Message);
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = Body.Length;
        http.Response.Headers.CacheControl = "no-store";
        if (Revision is { } revision)
        {
            http.Response.Headers.ETag = $"\"{revision}\"";
        }

        if (FileName is { } file)
        {
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        }

        await http.Response.BodyWriter.WriteAsync(Body);
    }

    // A text that is no YAML has no fields yet, only lines.
    private static string Place(FieldProblem problem) => problem.Field.Length > 0 ? problem.Field : $"line {problem.Line}";

    private static string Sentence(string remedy) => remedy.Length == 0 ? remedy : char.ToUpperInvariant(remedy[0]) + remedy[1..].TrimEnd('.') + (remedy[^1] == '?' ? "" : ".");
}
