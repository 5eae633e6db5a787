using System.Globalization;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Config;

/// <summary>Reads <c>providers.models</c>, and the cards that the canonical dialect keeps under <c>routing.modelCards</c>.</summary>
internal sealed class ModelCompiler(CompileScope scope, ModelSet models)
{
    public void Read(Field providers, Field cards)
    {
        var byName = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var card in cards.Items())
        {
            if (card["name"].Required("name the model this card is about") is { } name)
            {
                byName[name] = card;
            }
        }

        foreach (var model in providers["models"].Items())
        {
            if (model.ExpectMap() && model["name"].Required("give the model the name that callers and rules use") is { } name)
            {
                byName.Remove(name, out var card);
                Read(model, card ?? model, name.Trim());
            }
        }

        foreach (var (name, card) in byName)
        {
            card.Warn($"this card describes '{name}', which providers.models does not list", "add the model there, or take the card out");
        }
    }

    private void Read(Field model, Field card, string name)
    {
        var draft = new ModelDraft
        {
            Name = name,
            Upstream = model["upstream_model"].Text() ?? model["provider_model_id"].Text() ?? name,
            Field = model,
            Enabled = model["enabled"].Flag() ?? true,
            Tier = ReadTier(model["tier"]),
            ContextWindow = Count(model["context_window"]) ?? Count(card["context_window_size"]),
            MaxOutput = Count(model["max_output"]),
            Supports = ReadSupports(model["supports"]),
            Scores = ReadScores(model["scores"]),
            Quality = card["quality_score"].Number(0, 1),
            ParamBillions = ReadParameters(card["param_size"]),
            Tags = [.. card["capabilities"].Words().Concat(card["tags"].Words()).Select(word => word.Name)],
            Price = PriceCompiler.Read(model["pricing"]),
            Data = new(model["data"]["vendor"].Text(), model["data"]["region"].Text(), model["data"]["retention"].Text()),
        };
        if (!models.Add(draft))
        {
            model["name"].Error($"a model named '{name}' is already configured", "give each model its own name; several ways to one model are several endpoints");
        }

        new EndpointCompiler(scope, models).Read(model, draft);
        Ignored(model, card);
    }

    private static Tier? ReadTier(Field field)
    {
        if (field.Text() is not { } text)
        {
            return null;
        }

        if (TierNames.Parse(text) is { } tier)
        {
            return tier;
        }

        string[] known = ["local", "cheap", "balanced", "strong"];
        field.Error($"'{text}' is not a tier", $"write one of {string.Join(", ", known)}{Closest.Hint(text, known)}");
        return null;
    }

    private static int? Count(Field field) => (int?)field.Integer(1, 1_000_000_000);

    private static Capability? ReadSupports(Field field)
    {
        if (!field.Exists)
        {
            return null;
        }

        var supports = Capability.None;
        foreach (var (word, item) in field.Words())
        {
            if (CapabilityNames.Parse(word) is { } capability)
            {
                supports |= capability;
            }
            else
            {
                item.Error($"'{word}' is not a capability", $"write one of {string.Join(", ", CapabilityNames.All)}{Closest.Hint(word, CapabilityNames.All)}");
            }
        }

        return supports;
    }

    private static Dictionary<string, double> ReadScores(Field map)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries())
        {
            // code_plan, code_debug … are another spelling of the same dimensions.
            var name = key.StartsWith("code_", StringComparison.Ordinal) ? key["code_".Length..] : key;
            if (StepNames.ParsePhase(name) is not { } phase)
            {
                var known = StepNames.Phases.Select(p => p.Name()).ToArray();
                value.Error($"'{key}' is not a phase", $"write one of {string.Join(", ", known)}{Closest.Hint(name, known)}");
            }
            else if (value.Number(0, 1) is { } score)
            {
                scores[phase.Name()] = score;
            }
        }

        return scores;
    }

    private static double? ReadParameters(Field field)
    {
        if (field.Text() is not { } text)
        {
            return null;
        }

        var trimmed = text.Trim().ToLowerInvariant();
        var unit = trimmed.Length > 0 ? trimmed[^1] switch { 't' => 1000, 'b' => 1, 'm' => 0.001, _ => 0 } : 0;
        if (double.TryParse(unit == 0 ? trimmed : trimmed[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number * (unit == 0 ? 1 : unit);
        }

        field.Error("a number of parameters is expected here", "write it as 80b, 1.5t or 350m");
        return null;
    }

    private static void Ignored(Field model, Field card)
    {
        foreach (var name in (string[])["description", "external_model_ids"])
        {
            _ = model[name];
        }

        foreach (var name in (string[])["description", "modality"])
        {
            _ = card[name];
        }

        NotExecuted.Warn(model["reasoning_family"], "reasoning is asked for in each wire format's own way");
        NotExecuted.Warn(model["reliability"], "retries, ejection and health follow the channel's own rules");
        NotExecuted.Warn(card["loras"], "adapters are not chosen by the gateway; configure each as a model of its own");
    }
}
