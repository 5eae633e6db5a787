using System.Globalization;
using System.Text.Json;
using CodeRouter.Core.Outcomes;

namespace CodeRouter.Cli;

/// <summary>How many turns would have ended well under another policy.</summary>
/// <param name="Turns">Outcomes that could be judged.</param>
/// <param name="Different">Of them, those on whose way the other policy might have chosen otherwise.</param>
/// <param name="Untried">Share of what the other policy would have done that the books never tried there, 0 to 1.</param>
/// <param name="Then">Share that ended well.</param>
/// <param name="Ips">The share under the other policy: by inverse propensities.</param>
/// <param name="Snips">The same, self-normalised.</param>
/// <param name="DoublyRobust">The same, with what the books expect of models where nothing was tried; the interval leaves that part open.</param>
internal sealed record OutcomeForecast(int Turns, int Different, double Untried, ValueEstimate Then, ValueEstimate Ips, ValueEstimate Snips, ValueEstimate DoublyRobust)
{
    /// <param name="name">Of the other policy.</param>
    public string InWords(string name)
    {
        if (Turns == 0)
        {
            return "outcomes: none in the books to judge by (test runs that agents report, or POST /v1/coderoute/feedback)";
        }

        string told = $"outcomes: of {Turns} turns {Shown(Then)} ended well; under {name} {Shown(DoublyRobust)} would have, at 95 %";
        return told + (this switch
        {
            { Different: 0 } => ", for it chooses the same on the way to each of them",
            { Untried: > 0 } => string.Create(CultureInfo.InvariantCulture, $"\n  {Untried:0.0%} of what it would have done was never tried there: that part is what the books expect of the models, and the interval leaves it open"),
            _ => $"\n  on the way to {Different} of them it might have chosen otherwise, and chance tried both",
        });
    }

    /// <summary>As member <c>outcomes</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("outcomes");
        writer.WriteNumber("turns", Turns);
        writer.WriteNumber("different", Different);
        writer.WriteNumber("untried", Math.Round(Untried, 4));
        foreach (var (name, estimate) in new[] { ("then", Then), ("ips", Ips), ("snips", Snips), ("doubly_robust", DoublyRobust) })
        {
            if (double.IsNaN(estimate.Value))
            {
                writer.WriteNull(name);
                continue;
            }

            writer.WriteStartObject(name);
            writer.WriteNumber("solve_rate", Math.Round(estimate.Value, 4));
            writer.WriteStartArray("ci95");
            writer.WriteNumberValue(Math.Round(estimate.Ci.Low, 4));
            writer.WriteNumberValue(Math.Round(estimate.Ci.High, 4));
            writer.WriteEndArray();
            writer.WriteNumber("effective_turns", Math.Round(estimate.EffectiveSamples, 1));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string Shown(ValueEstimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:0.0%} ({Math.Max(0, estimate.Ci.Low):0.0%} to {Math.Min(1, estimate.Ci.High):0.0%})");
}
