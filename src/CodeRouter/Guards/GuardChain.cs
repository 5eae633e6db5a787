using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards;

/// <summary>
/// What the operator asked of the guards, done to one request: found, and passed, redacted, refused or kept at home. What a guard does
/// is in <see cref="GuardSettings"/>; a guard that is off costs nothing.
/// </summary>
/// <param name="scanner">Finds, and remembers by content.</param>
/// <param name="memory">Placeholders of sessions whose history the provider keeps.</param>
/// <param name="key">The deployment's own key: placeholders mean nothing without it.</param>
public sealed class GuardChain(PieceScanner scanner, SessionPlaceholders memory, byte[] key)
{
    /// <summary>Whether anything of a request must be known before it goes on.</summary>
    public static bool ActsBefore(GuardSettings settings) => Acts(settings.Secrets) || Acts(settings.Pii) || Acts(settings.Jailbreak);

    /// <summary>Looks at the whole request and does what is asked.</summary>
    public GuardVerdict Judge(RequestView request, GuardSettings settings, string session)
    {
        bool secrets = settings.Secrets != GuardAction.Off, personal = settings.Pii != GuardAction.Off;
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var edits = new List<ByteEdit>();
        var redactions = new Redactions();
        string? refusal = null, local = null;
        if (secrets || personal)
        {
            foreach (var piece in Pieces(request))
            {
                foreach (var sighting in scanner.Scan(request[piece], secrets, personal))
                {
                    string name = Name(sighting);
                    found[name] = found.GetValueOrDefault(name) + 1;
                    var action = sighting.Kind == FindingKind.Secret ? settings.Secrets : settings.Pii;
                    if (action == GuardAction.Block || (action == GuardAction.Redact && sighting.Signed))
                    {
                        refusal ??= Refusal(sighting, action);
                    }
                    else if (action == GuardAction.Route)
                    {
                        local ??= $"{Readable(sighting.Type)} in the request: only models at home may see it";
                    }
                    else if (action == GuardAction.Redact)
                    {
                        var raw = new Slice(piece.Start + sighting.Raw.Start, sighting.Raw.Length);
                        string value = JsonText.Decode(request[raw]);
                        string placeholder = Placeholder.For(key, session, sighting.Type, value);
                        redactions.Add(placeholder, value);
                        edits.Add(new ByteEdit(raw.Start, raw.Length, placeholder));
                    }
                }
            }
        }

        if (refusal is not null || found.Count == 0)
        {
            return found.Count == 0 && memory.Of(session) is { } earlier ? new GuardVerdict { Redactions = earlier } : new GuardVerdict { Found = found, Refusal = refusal };
        }

        edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return new GuardVerdict
        {
            Found = found,
            LocalOnly = local,
            Body = edits.Count == 0 ? null : ByteEdit.Apply(request.Body.Span, edits),
            Redactions = edits.Count == 0 ? memory.Of(session) : memory.With(session, redactions),
        };
    }

    /// <summary>What stands in the messages since the model last spoke, for guards that only observe.</summary>
    public IReadOnlyDictionary<string, int> Observe(RequestView request, GuardSettings settings, int newMessages)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var messages = request.Scan.Messages;
        for (int i = Math.Max(0, messages.Count - newMessages); i < messages.Count; i++)
        {
            foreach (var sighting in scanner.Scan(request[messages[i]], settings.Secrets != GuardAction.Off, settings.Pii != GuardAction.Off))
            {
                string name = Name(sighting);
                found[name] = found.GetValueOrDefault(name) + 1;
            }
        }

        return found;
    }

    // The messages one by one (they are remembered one by one), then every other outermost member.
    private static IEnumerable<Slice> Pieces(RequestView request)
    {
        var messages = request.Scan.Messages;
        foreach (var message in messages)
        {
            yield return message;
        }

        foreach (var member in request.Scan.Members)
        {
            bool holdsMessages = messages.Count > 0 && messages[0].Start >= member.Value.Start && messages[0].End <= member.Value.End;
            if (!holdsMessages && member.Value.Length > 8 && !request[member.Name].SequenceEqual("model"u8))
            {
                yield return member.Value;
            }
        }
    }

    private static bool Acts(GuardAction action) => action is GuardAction.Redact or GuardAction.Block or GuardAction.Route;

    private static string Name(Sighting sighting) => (sighting.Kind == FindingKind.Secret ? "secrets:" : "pii:") + sighting.Type;

    private static string Refusal(Sighting sighting, GuardAction action)
    {
        string where = sighting.FromTool ? "a tool's result" : "the request";
        string guard = sighting.Kind == FindingKind.Secret ? "guards.secrets" : "guards.pii";
        return action == GuardAction.Block
            ? $"There is {Readable(sighting.Type)} in {where}, and {guard} is set to block. Take it out and send the request again."
            : $"There is {Readable(sighting.Type)} in a block that the provider has signed: it cannot be redacted without breaking the signature. Start a new conversation without it.";
    }

    private static string Readable(string type) => (type[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + type.Replace('_', ' ');
}
