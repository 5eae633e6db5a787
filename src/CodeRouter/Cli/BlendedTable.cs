using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Hosts;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary>The blended cost by phase as text and as JSON, with what other models would have cost where that was asked.</summary>
internal sealed class BlendedTable(BlendedCosts costs, WhatIfMix? mix)
{
    private const int MostWidth = 52;
    private const string Average = "average of all tokens, in and out";

    public string Text()
    {
        var text = new StringBuilder();
        int width = costs.Phases.Select(static p => Models(p).Length).Append(Average.Length).Max();
        void Row(string phase, string calls, string models, string cost, string baseline, string saved, string? would) =>
            text.Append(CultureInfo.InvariantCulture, $"{phase,-11} {calls,7}  {models.PadRight(width)} {cost,9} {baseline,9} {saved,6}{(would is null ? "" : $" {would,9}")}\n");

        Row("phase", "calls", "models", "per 1M", "baseline", "saved", mix is null ? null : "what if");
        foreach (var phase in costs.Phases)
        {
            Row(phase.Name, Percent(phase.Share * 100), Models(phase), Usd(phase.CostPer1M), Usd(phase.BaselinePer1M), Percent(phase.SavedPercent), mix is null ? null : Usd(WouldPer1M(phase)));
        }

        Row("weighted", "100.0%", Average, Usd(costs.All.CostPer1M), Usd(costs.All.BaselinePer1M), Percent(costs.All.SavedPercent), mix is null ? null : Usd(AllWouldPer1M));
        if (mix is not null)
        {
            foreach (var phase in costs.Phases.Where(p => mix.Said(p.Name) is not null))
            {
                text.Append(CultureInfo.InvariantCulture, $"what if {phase.Name}: {mix.Said(phase.Name)}\n");
            }

            text.Append(AllWould is { } would && costs.All.CostPer1M is not null
                ? string.Create(CultureInfo.InvariantCulture, $"With that mix the same tokens would have cost {UsdText.Of(would)} instead of {UsdText.Of(costs.All.Sums.Usd(Measure.Cost))} (list prices, same cache reads; steps that a weaker model needs more are not in it).\n")
                : "With that mix the cost is not known: some steps have no known price.\n");
        }

        return text.ToString();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("blended");
        json.WriteStartArray("phases");
        foreach (var phase in costs.Phases)
        {
            json.WriteStartObject();
            json.WriteString("phase", phase.Name);
            json.WriteNumber("requests", phase.Sums.Whole(Measure.Requests));
            json.WriteNumber("share", Math.Round(phase.Share, 6));
            json.WriteNumber("tokens", phase.Tokens);
            json.WriteStartArray("models");
            foreach (var model in phase.Models)
            {
                json.WriteStartObject();
                json.WriteString("model", model.Model);
                json.WriteNumber("share", Math.Round(model.Share, 6));
                Number(json, "cost_per_1m_usd", model.CostPer1M);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Costs(json, phase);
            if (mix is not null)
            {
                Number(json, "what_if_per_1m_usd", WouldPer1M(phase));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("weighted_average");
        Costs(json, costs.All);
        json.WriteEndObject();
        json.WriteString("baseline_model", costs.BaselineModels is [var first, ..] ? first : null);
        if (mix is not null)
        {
            json.WriteStartObject("what_if");
            Number(json, "cost_usd", AllWould);
            Number(json, "cost_per_1m_usd", AllWouldPer1M);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private decimal? AllWould => costs.Phases.Aggregate((decimal?)0m, (sum, phase) => sum + mix!.Cost(phase));

    private decimal? AllWouldPer1M => AllWould is { } usd ? costs.All.PerMillion(usd) : null;

    private decimal? WouldPer1M(BlendedCost phase) => mix!.Cost(phase) is { } usd ? phase.PerMillion(usd) : null;

    private static string Models(BlendedCost phase)
    {
        string all = string.Join(", ", phase.Models.Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.Model} {m.Share * 100:0}%")));
        return all.Length > MostWidth ? all[..(MostWidth - 1)] + "…" : all;
    }

    private static void Costs(Utf8JsonWriter json, BlendedCost of)
    {
        Number(json, "cost_per_1m_usd", of.CostPer1M);
        Number(json, "baseline_per_1m_usd", of.BaselinePer1M);
        Number(json, "saved_percent", of.SavedPercent is { } saved ? (decimal)Math.Round(saved, 3) : null);
        json.WriteNumber("cost_unknown", of.Sums.Whole(Measure.CostUnknown));
    }

    private static string Usd(decimal? value) => value is { } usd ? "$" + usd.ToString("0.00##", CultureInfo.InvariantCulture) : "unknown";

    private static string Percent(double? value) => value is { } percent ? percent.ToString("0.0", CultureInfo.InvariantCulture) + "%" : "-";

    private static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
