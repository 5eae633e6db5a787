using System.Globalization;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;

namespace CodeRouter.Gateway;

/// <summary>What the matched rule asks for besides a model: <c>system_prompt</c>, <c>request_params</c>, <c>header_mutation</c>, <c>fast_response</c>, and reasoning.</summary>
public static class RulePlugins
{
    /// <summary>Shapes the request as the decision asks: from here on the shaped one is the request.</summary>
    public static void Shape(Exchange exchange)
    {
        var request = exchange.Request!;
        var shape = Of(exchange.Decision!, Of(exchange));
        if (shape.IsNothing || exchange.Route.Operation != Upstreams.Operation.Generate)
        {
            return;
        }

        bool fromPath = exchange.Route.PathModel is not null;
        var (shaped, _) = RequestIntake.Read(request.Format, shape.Apply(request), request.Headers, request.Path, fromPath ? request.Model : null, request.Stream);
        if (shaped is not null)
        {
            exchange.Request = shaped;
            exchange.ModelAt = fromPath ? default : shaped.Scan.Find(shaped.Body.Span, "model"u8);
        }
    }

    /// <summary>Headers as the rule wants them to go upstream.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(Exchange exchange, List<KeyValuePair<string, string>> headers)
    {
        foreach (var plugin in Of(exchange))
        {
            if (plugin.Type is not "header_mutation" || IsOff(plugin))
            {
                continue;
            }

            foreach (string name in plugin.Options.Texts("delete"))
            {
                headers.RemoveAll(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase));
            }

            foreach (string kind in (ReadOnlySpan<string>)["update", "add"])
            {
                foreach (var item in plugin.Options[kind]?.Items ?? [])
                {
                    // Credentials and framing are the gateway's own: a rule may not touch them.
                    if (item.Text("name") is not { Length: > 0 } name || item.Text("value") is not { } value || Upstreams.PassedHeaders.IsOurs(name))
                    {
                        continue;
                    }

                    headers.RemoveAll(h => kind is "update" && string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase));
                    headers.Add(new(name, value));
                }
            }
        }

        return headers;
    }

    /// <summary>The answer the rule gives itself, without any model; null when a model answers.</summary>
    public static string? FastResponse(Exchange exchange)
    {
        foreach (var plugin in Of(exchange))
        {
            if (plugin.Type is "fast_response" && !IsOff(plugin) && plugin.Options.Text("message") is { Length: > 0 } message)
            {
                return message;
            }
        }

        return null;
    }

    private static RequestShape Of(Decision decision, IReadOnlyList<RulePlugin> plugins)
    {
        var shape = RequestShape.AsItIs with { Effort = Effort(decision) };
        foreach (var plugin in plugins)
        {
            if (IsOff(plugin))
            {
                continue;
            }

            var options = plugin.Options;
            shape = plugin.Type switch
            {
                "system_prompt" => shape with { System = options.Text("system_prompt"), ReplacesSystem = options.Text("mode") is not "insert" },
                "request_params" => shape with
                {
                    Members = [.. shape.Members, .. Blocked(options), .. Set(options)],
                    MostOutput = Number(options.Text("max_tokens_limit")),
                },
                _ => shape,
            };
        }

        return shape;
    }

    // A model that is known not to reason is left alone: the word would be an error there.
    private static string? Effort(Decision decision)
    {
        string? wanted = decision.ReasoningEffort ?? (decision.Reasoning is true ? "medium" : null);
        return wanted is not null && (decision.Model!.Capabilities is not { } can || (can & Capability.Reasoning) != Capability.None) ? wanted : null;
    }

    /// <summary>Those of the matched rule.</summary>
    public static IReadOnlyList<RulePlugin> Of(Exchange exchange)
    {
        if (exchange.Decision is not { Rule: { } name, Mode: "rule" })
        {
            return [];
        }

        foreach (var rule in exchange.Snapshot.Settings.Policy.Rules)
        {
            if (string.Equals(rule.Name, name, StringComparison.Ordinal))
            {
                return rule.Plugins;
            }
        }

        return [];
    }

    private static bool IsOff(RulePlugin plugin) => plugin.Options.Text("enabled") is { } on && on.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, string?>> Blocked(OptionNode options) =>
        options.Texts("blocked_params").Where(IsFree).Select(name => KeyValuePair.Create(name, (string?)null));

    private static IEnumerable<KeyValuePair<string, string?>> Set(OptionNode options) =>
        (options["set"]?.Map ?? []).Where(member => IsFree(member.Key)).Select(member => KeyValuePair.Create(member.Key, (string?)Json(member.Value)));

    // What the request is about is not a parameter of it.
    private static bool IsFree(string name) => name is not ("model" or "messages" or "input" or "contents" or "stream");

    private static string Json(OptionNode value)
    {
        if (value.Map.Count > 0)
        {
            return "{" + string.Join(',', value.Map.Select(m => Quoted(m.Key) + ":" + Json(m.Value))) + "}";
        }

        if (value.Scalar is not { } text)
        {
            return "[" + string.Join(',', value.Items.Select(Json)) + "]";
        }

        bool plain = text is "true" or "false" or "null" || (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && text[0] is not ('+' or '.') && JsonScanner.IsWellFormed(System.Text.Encoding.UTF8.GetBytes(text)));
        return plain ? text : Quoted(text);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
}
