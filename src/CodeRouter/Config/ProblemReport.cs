using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRouter.Config;

/// <summary>Problems as people and programs read them. The same lines stand in <c>check</c>, at start and after a reload.</summary>
public static class ProblemReport
{
    /// <summary><c>coderouter.yaml:12: error: path: what is wrong. Remedy.</c></summary>
    public static string Line(ConfigProblem problem, string file)
    {
        var place = problem.Line > 0 ? $"{file}:{problem.Line}" : file;
        var path = problem.Path.Length > 0 ? $"{problem.Path}: " : "";
        return $"{place}: {(problem.IsError ? "error" : "warning")}: {path}{problem.Message}. Remedy: {problem.Remedy}";
    }

    /// <summary><c>{"ok","errors":[{path,line,value,message,remedy}],"warnings":[…]}</c></summary>
    public static string Json(IReadOnlyList<ConfigProblem> problems)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok", !problems.Any(problem => problem.IsError));
            Write(writer, "errors", problems.Where(problem => problem.IsError));
            Write(writer, "warnings", problems.Where(problem => !problem.IsError));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<ConfigProblem> problems)
    {
        writer.WriteStartArray(name);
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("path", problem.Path);
            writer.WriteNumber("line", problem.Line);
            writer.WriteString("value", problem.Value);
            writer.WriteString("message", problem.Message);
            writer.WriteString("remedy", problem.Remedy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
