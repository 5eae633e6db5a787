using System.Globalization;
using CodeRouter.Core.Outcomes;

namespace CodeRouter.Cli;

/// <summary>Reads a table of recorded outcomes: a header line that names the columns, in any order.</summary>
public static class OutcomeCsv
{
    private static readonly string[] Needed = ["instance_id", "model", "resolved", "cost_usd"];

    /// <summary>Rows whose cost is sound (<c>cost_quality</c> is ok, or the column is absent) and known; the others count as skipped.</summary>
    /// <exception cref="FormatException">The header lacks a column that is needed.</exception>
    public static (List<OutcomeRow> Rows, int Skipped) Read(TextReader reader)
    {
        string[] header = Split(reader.ReadLine() ?? "");
        int Column(string name) => Array.FindIndex(header, h => string.Equals(h.Trim(), name, StringComparison.OrdinalIgnoreCase));
        string[] missing = [.. Needed.Where(n => Column(n) < 0)];
        if (missing.Length > 0)
        {
            throw new FormatException($"the header has no column {string.Join(", ", missing)}; needed are {string.Join(", ", Needed)}");
        }

        int task = Column("instance_id"), model = Column("model"), resolved = Column("resolved"), cost = Column("cost_usd");
        int benchmark = Column("benchmark"), repository = Column("repo"), scaffold = Column("scaffold"), quality = Column("cost_quality");
        var rows = new List<OutcomeRow>();
        int skipped = 0;
        while (reader.ReadLine() is { } line)
        {
            string[] fields = Split(line);
            string At(int column) => column >= 0 && column < fields.Length ? fields[column].Trim() : "";
            if (At(task).Length == 0
                || (quality >= 0 && !string.Equals(At(quality), "ok", StringComparison.OrdinalIgnoreCase))
                || !double.TryParse(At(cost), NumberStyles.Float, CultureInfo.InvariantCulture, out double usd)
                || !double.IsFinite(usd))
            {
                skipped++;
                continue;
            }

            bool solved = At(resolved) is "1" or "1.0" || string.Equals(At(resolved), "true", StringComparison.OrdinalIgnoreCase);
            rows.Add(new OutcomeRow(At(benchmark), At(task), At(repository), At(model), At(scaffold), solved, usd));
        }

        return (rows, skipped);
    }

    private static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(',');
        }

        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
