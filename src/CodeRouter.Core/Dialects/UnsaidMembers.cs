using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>A request's own settings that no other format has a word for, and the values that ask for nothing.</summary>
internal sealed class UnsaidMembers(params (string Member, string Loss, string[] Unless)[] rows)
{
    private readonly (byte[] Name, string Loss, string[] Unless)[] _rows = [.. rows.Select(static r => (Encoding.UTF8.GetBytes(r.Member), r.Loss, r.Unless))];

    public void Note(RequestView request, Losses losses)
    {
        foreach (var (name, loss, unless) in _rows)
        {
            losses.AddIf(Asks(new JsonSpan(request.Find(name)), unless), loss);
        }
    }

    /// <summary>Of an object within the request.</summary>
    public void Note(JsonSpan holder, Losses losses)
    {
        foreach (var (name, loss, unless) in _rows)
        {
            losses.AddIf(Asks(holder[name], unless), loss);
        }
    }

    /// <summary>Null, nothing and no are not asked for.</summary>
    public static bool Asks(JsonSpan value, string[] unless) => value switch
    {
        { IsObject: true } or { IsArray: true } => value.HasItems,
        { IsString: true } => value.HasText && Array.IndexOf(unless, value.Text()) < 0,
        _ => value.Exists && !value.IsFalse,
    };
}
