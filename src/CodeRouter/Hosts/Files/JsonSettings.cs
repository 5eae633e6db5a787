using System.Text;
using System.Text.Json;

namespace CodeRouter.Hosts.Files;

/// <summary>JSON as people keep it, with comments and trailing commas: values are replaced and members added in place.</summary>
public sealed class JsonSettings : ISettingsFormat
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string Apply(string text, IReadOnlyList<SettingsEdit> edits)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            text = "{\n}\n";
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            foreach (var edit in edits)
            {
                bytes = Set(bytes, edit.Path, edit.IsRaw ? edit.Value : JsonSerializer.Serialize(edit.Value, JsonTexts.Relaxed.String));
            }

            Walk(bytes);
        }
        catch (JsonException e)
        {
            throw new FormatException("it is not well-formed JSON: " + e.Message, e);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public string? Value(string text, IReadOnlyList<string> path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            if (string.IsNullOrWhiteSpace(text) || Find(bytes, path) is not { } member)
            {
                return null;
            }

            using var value = JsonDocument.Parse(bytes.AsMemory(member.Start, member.End - member.Start), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            using var plain = new MemoryStream();
            using (var writer = new Utf8JsonWriter(plain))
            {
                value.RootElement.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(plain.ToArray());
        }
        catch (JsonException e)
        {
            throw new FormatException("it is not well-formed JSON: " + e.Message, e);
        }
    }

    public string Restore(string text, IReadOnlyList<string> path, string before)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text), old = Encoding.UTF8.GetBytes(before);
        try
        {
            bool blank = string.IsNullOrWhiteSpace(before);
            if (!blank && Find(old, path) is { } was && Find(bytes, path) is { } now)
            {
                return Encoding.UTF8.GetString(Splice(bytes, now.Start, now.End, Encoding.UTF8.GetString(old, was.Start, was.End - was.Start)));
            }

            for (int depth = path.Count; depth > 0; depth--)
            {
                string[] at = [.. path.Take(depth)];
                if (Find(bytes, at) is not { } member || (depth < path.Count && (!IsEmpty(bytes.AsSpan(member.Start, member.End - member.Start)) || (!blank && Find(old, at) is not null))))
                {
                    break;
                }

                bytes = Without(bytes, member);
            }

            Walk(bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        catch (JsonException e)
        {
            throw new FormatException("it is not well-formed JSON: " + e.Message, e);
        }
    }

    private readonly record struct Member(int Before, int Name, int Start, int End, bool IsLast, int Close);

    /// <summary>Where a member stands: behind which one, from its name to the end of its value, in an object that ends where.</summary>
    private static Member? Find(byte[] bytes, IReadOnlyList<string> path)
    {
        var reader = new Utf8JsonReader(bytes, Lenient);
        reader.Read();
        for (int depth = 0; reader.TokenType == JsonTokenType.StartObject; depth++)
        {
            Member? found = null;
            int before = -1;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                found = found is { } passed ? passed with { IsLast = false } : found;
                bool same = reader.ValueTextEquals(path[depth]);
                int name = (int)reader.TokenStartIndex;
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                found = same ? new Member(before, name, start, (int)reader.BytesConsumed, true, 0) : found;
                before = (int)reader.BytesConsumed;
            }

            if (found is not { } member || depth == path.Count - 1)
            {
                return found is { } last ? last with { Close = (int)reader.TokenStartIndex } : null;
            }

            reader = new Utf8JsonReader(bytes, Lenient);
            while (reader.Read() && reader.TokenStartIndex < member.Start)
            {
            }
        }

        return null;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, Lenient);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    // Not every agent reads a comma before the end, so the last member takes the one before it along.
    private static byte[] Without(byte[] bytes, Member member)
    {
        int comma = CommaAt(bytes.AsSpan(member.End, member.Close - member.End)), end = comma < 0 ? member.End : member.End + comma + 1;
        if (!member.IsLast)
        {
            while (bytes[end] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                end++;
            }

            return Splice(bytes, member.Name, end, "");
        }

        int from = member.Name;
        while (bytes[from - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            from--;
        }

        bytes = Splice(bytes, from, end, "");
        return member.Before >= 0 && comma < 0 && CommaAt(bytes.AsSpan(member.Before, from - member.Before)) is >= 0 and var at
            ? Splice(bytes, member.Before + at, member.Before + at + 1, "")
            : bytes;
    }

    private static void Walk(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, Lenient);
        while (reader.Read())
        {
        }
    }

    private static byte[] Set(byte[] bytes, IReadOnlyList<string> path, string value)
    {
        var reader = new Utf8JsonReader(bytes, Lenient);
        reader.Read();
        int depth = 0;
        while (true)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException(depth == 0 ? "it is no JSON object" : $"{string.Join('.', path.Take(depth))} is no object");
            }

            var found = Look(ref reader, path[depth], out var members);
            bool last = depth == path.Count - 1;
            if (found is not { } place)
            {
                return Insert(bytes, members, path[depth], last ? value : Nest(path, depth + 1, value));
            }

            if (last)
            {
                return Splice(bytes, place.Start, place.End, value);
            }

            // A copy of the reader that stands on the value: Look stopped behind it.
            reader = new Utf8JsonReader(bytes, Lenient);
            while (reader.Read() && reader.TokenStartIndex < place.Start)
            {
            }

            depth++;
        }
    }

    private static string Nest(IReadOnlyList<string> path, int from, string value)
    {
        for (int i = path.Count - 1; i >= from; i--)
        {
            value = $"{{ {JsonSerializer.Serialize(path[i], JsonTexts.Relaxed.String)}: {value} }}";
        }

        return value;
    }

    /// <summary>The value of the last member of that name, and where the object's members stand.</summary>
    private static (int Start, int End)? Look(ref Utf8JsonReader reader, string name, out Members members)
    {
        (int Start, int End)? found = null;
        int open = (int)reader.TokenStartIndex, first = -1, end = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool same = reader.ValueTextEquals(name);
            first = first < 0 ? (int)reader.TokenStartIndex : first;
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            end = (int)reader.BytesConsumed;
            found = same ? (start, end) : found;
        }

        members = new Members(open, first, end, (int)reader.TokenStartIndex);
        return found;
    }

    private readonly record struct Members(int Open, int First, int LastEnd, int Close);

    private static byte[] Insert(byte[] bytes, Members at, string name, string value)
    {
        string member = $"{JsonSerializer.Serialize(name, JsonTexts.Relaxed.String)}: {value}";
        string newLine = bytes.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        if (at.First < 0)
        {
            string outer = Indent(bytes, at.Open);
            int inner = TrimmedEnd(bytes, at.Close, at.Open + 1);
            return Splice(bytes, inner, at.Close, $"{newLine}{outer}  {member}{newLine}{outer}");
        }

        bool comma = CommaAt(bytes.AsSpan(at.LastEnd, at.Close - at.LastEnd)) >= 0;
        bool oneLine = bytes.AsSpan(at.Open, at.Close - at.Open).IndexOf((byte)'\n') < 0;
        string lead = oneLine ? " " : newLine + Indent(bytes, at.First);
        int end = TrimmedEnd(bytes, at.Close, at.LastEnd);
        bytes = Splice(bytes, end, end, lead + member + (comma ? "," : ""));
        return comma ? bytes : Splice(bytes, at.LastEnd, at.LastEnd, ",");
    }

    // A comma among comments is no comma.
    private static int CommaAt(ReadOnlySpan<byte> trivia)
    {
        for (int i = 0; i < trivia.Length; i++)
        {
            if (trivia[i] == ',')
            {
                return i;
            }

            if (trivia[i] == '/' && i + 1 < trivia.Length)
            {
                var rest = trivia[(i + 2)..];
                int skip = trivia[i + 1] == '/' ? rest.IndexOf((byte)'\n') : rest.IndexOf("*/"u8) + 1;
                i = skip < 0 ? trivia.Length : i + 2 + skip;
            }
        }

        return -1;
    }

    private static int TrimmedEnd(byte[] bytes, int end, int atLeast)
    {
        while (end > atLeast && bytes[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            end--;
        }

        return end;
    }

    // What stands before the first thing of the line.
    private static string Indent(byte[] bytes, int at)
    {
        int line = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        int end = line;
        while (end < at && bytes[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(bytes, line, end - line);
    }

    private static byte[] Splice(byte[] bytes, int from, int to, string text) => [.. bytes.AsSpan(0, from), .. Encoding.UTF8.GetBytes(text), .. bytes.AsSpan(to)];
}
