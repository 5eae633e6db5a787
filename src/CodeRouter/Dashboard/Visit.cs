using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Admin;
using Microsoft.AspNetCore.Components;

namespace CodeRouter.Dashboard;

/// <summary>One request for a page: who asks, for what.</summary>
/// <param name="Id">What stands behind the page's name in the path; empty for none.</param>
/// <param name="Token">Goes into every form of the answer, and has to come back with it.</param>
/// <param name="Form">What was sent; null where the page is only looked at.</param>
public sealed record Visit(HttpContext Http, Actor Actor, string Id, string Token, IFormCollection? Form, DateTimeOffset Now)
{
    public bool MayChange => Actor.Role >= Role.Admin;

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>Where a long list goes on: how many of its lines were shown before.</summary>
    public int Offset => int.TryParse(Query("offset"), NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset : 0;

    /// <summary>Which part of a list is looked at, as the rest of an address: a form or a page that is reached from there leads back to it.</summary>
    public string Place => string.Concat(((string[])["search", "offset", "range"]).Select(name => Query(name) is { } value ? $"&{name}={Uri.EscapeDataString(value)}" : ""));

    /// <summary>A path with the part of the list behind it.</summary>
    public string At(string path) => Place.Length == 0 ? path : $"{path}?{Place[1..]}";

    /// <summary>The revision that the form was filled in from; null where it says none.</summary>
    public long? Seen => long.TryParse(Field("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : null;

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value.Trim() : null;

    /// <summary>A field of the form, without the spaces around it; empty where there is none.</summary>
    public string Field(string name) => Form is { } form && form[name] is [{ } value, ..] ? value.Trim() : "";

    /// <summary>A field of the form as it was written, lines and all; null where the form has none. Of several values the last counts: a ticked box follows its empty one.</summary>
    public string? Written(string name) => Form is { } form && form[name] is [.., { } value] ? value.Replace("\r\n", "\n", StringComparison.Ordinal).Trim(' ') : null;
}

/// <summary>What a page answers: markup below its heading, or a place to go on to.</summary>
public sealed record Reply(string Title, RenderFragment Body, int Status = 200)
{
    /// <summary>Path to go on to, so that reloading does not send the form again.</summary>
    public string? GoTo { get; init; }

    /// <summary>Text to save as a file instead of a page, with its name.</summary>
    public (string Name, string Text)? File { get; init; }

    /// <summary>The answer has been written already.</summary>
    public bool IsSent { get; init; }

    public static Reply To(string path) => new("", static _ => { }, 303) { GoTo = path };

    public static Reply Sent { get; } = new("", static _ => { }) { IsSent = true };

    /// <param name="says">One paragraph.</param>
    public static Reply Plain(string title, string says, int status) => new(title, paragraph =>
    {
        paragraph.OpenElement(0, "p");
        paragraph.AddContent(1, says);
        paragraph.CloseElement();
    }, status);

    public static Reply NotAllowed { get; } = Plain("Not allowed", "This needs a key with the role admin. Ask whoever runs this router for one.", 403);

    public static Reply Missing(string what) => Plain("Not found", $"There is no {what}. It may have been removed, or the address is misspelt.", 404);
}

/// <summary>A page: where it is, what it is called, what it answers.</summary>
internal sealed record PageEntry(string Path, string Title, Func<Visit, ValueTask<Reply>> Answer);
