using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Carries one vendor's reasoning state through a client of another's format: the state travels, tagged with its origin, in the field where
/// that format keeps its own signature, comes back with the next request, and is restored when the session returns to its maker. Nothing is
/// stored here, so any replica can do it. Storing it by session was the other way; it fails for clients without a session id.
/// </summary>
internal static class ReasoningCarrier
{
    private const string Prefix = "crs1.";
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-");

    /// <summary>
    /// The text for a foreign signature field: prefix, origin, flags (and the length of what it signs, where that is not said elsewhere), item
    /// id, state. Signatures are long and nearly always base64 already; such a state goes as it is, since wrapping it again would lengthen
    /// every later request by a third of it.
    /// </summary>
    public static string Wrap(ReasoningState state)
    {
        bool plain = !state.Data.AsSpan().ContainsAnyExcept(Plain);
        string flags = string.Create(CultureInfo.InvariantCulture, $"{(state.Redacted ? 'r' : 's')}{(plain ? 'p' : 'e')}{state.Length}");
        return string.Concat(string.Concat(Prefix, state.Origin, ".", flags), ".", Encode(state.ItemId ?? ""), "." + (plain ? state.Data : Encode(state.Data)));
    }

    /// <summary>Marks reasoning that came from elsewhere and has no state at all: home would refuse it without its own.</summary>
    public static string Nobodys { get; } = Wrap(new ReasoningState("", ""));

    /// <summary>The same, or null where the field holds nobody's state.</summary>
    public static ReasoningState? UnwrapOrNull(string field, string ownVendor) => Unwrap(field, ownVendor) is { Origin.Length: > 0 } state ? state : null;

    /// <summary>The state inside a signature field; the field's own vendor's where it is no carrier.</summary>
    public static ReasoningState Unwrap(string field, string ownVendor)
    {
        if (!field.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new ReasoningState(ownVendor, field);
        }

        string[] pieces = field.Split('.');
        string data = "";
        int length = 0;
        bool hasLength = pieces.Length == 5 && pieces[2].Length > 2;
        bool whole = pieces.Length == 5 && pieces[2].Length >= 2 && (!hasLength || int.TryParse(pieces[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out length)) && TryDecode(pieces[3], out _) && (pieces[2][1] == 'p' || TryDecode(pieces[4], out data));
        if (!whole)
        {
            // A carrier that a client has cut short is nobody's signature.
            return new ReasoningState("", "");
        }

        _ = TryDecode(pieces[3], out string id);
        return new ReasoningState(pieces[1], pieces[2][1] == 'p' ? pieces[4] : data) { Redacted = pieces[2][0] == 'r', ItemId = id.Length == 0 ? null : id, Length = hasLength ? length : null };
    }

    public static bool IsIn(ReadOnlySpan<byte> text) => text.IndexOf("\"crs1."u8) >= 0;

    /// <summary>The same in base64, as Gemini's field has it.</summary>
    public static bool IsEncodedIn(ReadOnlySpan<byte> text) => text.IndexOf("\"Y3JzMS"u8) >= 0;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static bool TryDecode(string piece, out string text)
    {
        try
        {
            text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(piece));
            return true;
        }
        catch (FormatException)
        {
            text = "";
            return false;
        }
    }
}
