using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;

namespace CodeRouter.Gateway;

/// <summary>What callers may name — groups first, then models — in the form of whoever asks: OpenAI's, Anthropic's or Gemini's.</summary>
public sealed class ModelLists(GatewayState state)
{
    private const long Created = 1_767_225_600;

    public Task ListAsync(HttpContext http) => AnswerAsync(http, static (json, shape, names) =>
    {
        json.WriteStartObject();
        if (shape == Shape.Gemini)
        {
            json.WriteStartArray("models"u8);
        }
        else
        {
            if (shape == Shape.OpenAI)
            {
                json.WriteString("object"u8, "list"u8);
            }

            json.WriteStartArray("data"u8);
        }

        foreach (var name in names)
        {
            WriteOne(json, shape, name);
        }

        json.WriteEndArray();
        if (shape == Shape.Anthropic)
        {
            json.WriteBoolean("has_more"u8, false);
            json.WriteString("first_id"u8, names.Count > 0 ? names[0].Name : null);
            json.WriteString("last_id"u8, names.Count > 0 ? names[^1].Name : null);
        }

        json.WriteEndObject();
        return null;
    });

    public Task OneAsync(HttpContext http)
    {
        string asked = Uri.UnescapeDataString(http.Request.RouteValues["model"] as string ?? "");
        return AnswerAsync(http, (json, shape, names) =>
        {
            foreach (var name in names)
            {
                if (string.Equals(name.Name, asked, StringComparison.Ordinal))
                {
                    WriteOne(json, shape, name);
                    return null;
                }
            }

            return new GatewayFailure(FailureCode.ModelNotFound, $"There is no model \"{(asked.Length > 80 ? asked[..80] + "…" : asked)}\". GET /v1/models lists all.");
        });
    }

    private enum Shape : byte { OpenAI, Anthropic, Gemini }

    private sealed record Named(string Name, ModelCard? Card, string OwnedBy);

    private async Task AnswerAsync(HttpContext http, Func<Utf8JsonWriter, Shape, List<Named>, GatewayFailure?> write)
    {
        if (await Refusals.AdmitAsync(http, state) is not { } caller)
        {
            return;
        }

        var settings = state.Current.Settings;

        var buffer = new ArrayBufferWriter<byte>(8192);
        await using var json = new Utf8JsonWriter(buffer);
        if (write(json, ShapeOf(http.Request), Names(settings.Policy, caller.Allowed)) is { } failure)
        {
            await NotFound.WriteAsync(http, failure);
            return;
        }

        await json.FlushAsync();
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory);
    }

    private static Shape ShapeOf(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1beta", StringComparison.Ordinal) || request.Headers.ContainsKey("x-goog-api-key") || request.Query.ContainsKey("key") ? Shape.Gemini
        : request.Headers.ContainsKey("anthropic-version") ? Shape.Anthropic
        : Shape.OpenAI;

    /// <param name="allowed">The models of the caller's key; null is all.</param>
    private static List<Named> Names(Policy policy, IReadOnlySet<string>? allowed)
    {
        var names = new List<Named>();
        if (!policy.Groups.ContainsKey(Policy.AutoGroup))
        {
            names.Add(new Named(Policy.AutoGroup, Alias(policy, [], AllowedModels.For(allowed, Policy.AutoGroup, policy)), "coderouter"));
        }

        foreach (var (group, members) in policy.Groups)
        {
            if (group != "*")
            {
                names.Add(new Named(group, Alias(policy, members.Members, AllowedModels.For(allowed, group, policy)), "coderouter"));
            }
        }

        foreach (var card in policy.Models)
        {
            names.Add(new Named(card.Name, card, card.IsLocal ? "local" : card.Tier.Name()));
        }

        names.RemoveAll(name => !AllowedModels.Offers(allowed, name.Name, policy));
        return names;
    }

    /// <summary>
    /// One window per name, whatever it is routed to: the largest of its models', because a prompt that outgrows the smaller ones is routed
    /// to those it fits. Unknown where nothing is known of any.
    /// </summary>
    private static ModelCard? Alias(Policy policy, IReadOnlyList<GroupMember> members, IReadOnlySet<string>? allowed) => policy.Models
        .Where(m => m.ContextWindow is not null && (members.Count == 0 ? m.Routable : members.Any(g => g.Model == m.Name)) && allowed?.Contains(m.Name) != false)
        .OrderByDescending(static m => m.ContextWindow).ThenByDescending(static m => m.MaxOutput ?? 0)
        .FirstOrDefault();

    private static void WriteOne(Utf8JsonWriter json, Shape shape, Named name)
    {
        json.WriteStartObject();
        switch (shape)
        {
            case Shape.OpenAI:
                json.WriteString("id"u8, name.Name);
                json.WriteString("object"u8, "model"u8);
                json.WriteNumber("created"u8, Created);
                json.WriteString("owned_by"u8, name.OwnedBy);
                WriteLimits(json, name.Card, "context_window"u8, "max_output_tokens"u8);
                break;
            case Shape.Anthropic:
                json.WriteString("type"u8, "model"u8);
                json.WriteString("id"u8, name.Name);
                json.WriteString("display_name"u8, name.Name);
                json.WriteString("created_at"u8, "2026-01-01T00:00:00Z"u8);
                WriteLimits(json, name.Card, "max_input_tokens"u8, "max_tokens"u8);
                break;
            default:
                json.WriteString("name"u8, "models/" + name.Name);
                json.WriteString("baseModelId"u8, name.Name);
                json.WriteString("version"u8, "1"u8);
                json.WriteString("displayName"u8, name.Name);
                WriteLimits(json, name.Card, "inputTokenLimit"u8, "outputTokenLimit"u8);
                json.WriteStartArray("supportedGenerationMethods"u8);
                json.WriteStringValue("generateContent"u8);
                json.WriteStringValue("streamGenerateContent"u8);
                json.WriteStringValue("countTokens"u8);
                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    // What is not known is left out: a made-up window would let a client compact too late.
    private static void WriteLimits(Utf8JsonWriter json, ModelCard? card, ReadOnlySpan<byte> window, ReadOnlySpan<byte> output)
    {
        if (card?.ContextWindow is { } tokens)
        {
            json.WriteNumber(window, tokens);
        }

        if (card?.MaxOutput is { } most)
        {
            json.WriteNumber(output, most);
        }
    }
}
