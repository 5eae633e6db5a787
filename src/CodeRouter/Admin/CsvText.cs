using System.Text;

namespace CodeRouter.Admin;

/// <summary>
/// CSV (RFC 4180) as it is built. A text that a spreadsheet would take for a formula gets an apostrophe in front: names come from callers.
/// </summary>
internal sealed class CsvText
{
    private readonly StringBuilder _text = new();

    public CsvText(IEnumerable<string> columns) => Line(columns);

    public void Line(IEnumerable<string> values)
    {
        _text.AppendJoin(',', values.Select(Field)).Append("\r\n");
    }

    public override string ToString() => _text.ToString();

    private static string Field(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !decimal.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            value = "'" + value;
        }

        return value.AsSpan().ContainsAny(",\"\r\n") ? '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : value;
    }
}
