using System.Buffers;
using System.Text;
using System.Text.Json;
using CodeRouter.Dashboard.Flow;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The figures as the live feed sends them: texts and widths by the marks in the page, and the shape of the page they fit.</summary>
internal static class OverviewMarks
{
    /// <summary>The marks of a tier's row.</summary>
    public static string Tier(TierFigures tier, string column) => $"tier {tier.Name} {column}";

    /// <summary>Names the page that the marks belong to: where it changes the page has to be loaded again.</summary>
    public static string Shape(OverviewFigures figures) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', figures.Tiers.Select(static t => t.Name)) + "\n\n" + FlowDrawing.Shape(figures.Flow))).AsSpan(0, 8));

    /// <param name="steps">How many have ended since the start.</param>
    public static string Json(OverviewFigures figures, long steps)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("shape", Shape(figures));
            json.WriteNumber("steps", steps);
            json.WriteStartObject("text");
            foreach (var card in figures.Cards)
            {
                json.WriteString("card " + card.Id, card.Value);
                json.WriteString("card " + card.Id + " second", card.Second);
            }

            foreach (var tier in figures.Tiers)
            {
                json.WriteString(Tier(tier, "answered"), Shown.Count(tier.Answered));
                json.WriteString(Tier(tier, "failed"), Shown.Count(tier.Failed));
                json.WriteString(Tier(tier, "cost"), UsagePage.Cost(tier.Sums));
            }

            foreach (var (mark, text) in FlowDrawing.Live(figures.Flow))
            {
                json.WriteString(mark, text);
            }

            json.WriteEndObject();
            json.WriteStartObject("width");
            foreach (var (mark, width) in FlowDrawing.Widths(figures.Flow))
            {
                json.WriteString(mark, width);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
