using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRouter.Core.Tests.Conversations;

/// <summary>Generates JSON texts with everything that is legal and awkward in them, and texts that are nearly JSON.</summary>
internal static class JsonTexts
{
    private static readonly Gen<string> Space = Gen.Elements("", "", "", " ", "\n", "\r\n\t", "  ");

    private static readonly Gen<string> Piece = Gen.Elements(
        "a", "model", "messages", "input", "x y", "é", "漢", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\ud83d\\ude00", "\\u00e9", "{", "}", "[", "]", ",", ":", "'");

    private static readonly Gen<string> Text = Gen.Choose(0, 4).SelectMany(n => Piece.ArrayOf(n)).Select(p => "\"" + string.Concat(p) + "\"");

    private static readonly Gen<string> Name = Gen.OneOf(
        Text,
        Gen.Elements("\"model\"", "\"messages\"", "\"input\"", "\"contents\"", "\"mod\\u0065l\"", "\"m\\u0065ssages\"", "\"stream\""));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text,
        Gen.Elements("0", "-0", "1", "-12", "3.5", "1e9", "2E-3", "0.0e+1", "123456789012345678901234567890", "true", "false", "null"));

    public static Gen<string> Value(int depth) => depth <= 0
        ? Scalar
        : Gen.OneOf(Scalar, List(depth - 1), Object(depth - 1), Object(depth - 1));

    public static Gen<string> Object(int depth)
    {
        var member = from s1 in Space from name in Name from s2 in Space from s3 in Space from value in Value(depth) from s4 in Space
                     select s1 + name + s2 + ":" + s3 + value + s4;
        return from n in Gen.Choose(0, 5) from members in member.ArrayOf(n) from space in Space
               select "{" + (n == 0 ? space : string.Join(',', members)) + "}";
    }

    public static Gen<string> List(int depth)
    {
        var element = from s1 in Space from value in Value(depth) from s2 in Space select s1 + value + s2;
        return from n in Gen.Choose(0, 4) from elements in element.ArrayOf(n) from space in Space
               select "[" + (n == 0 ? space : string.Join(',', elements)) + "]";
    }

    public static Gen<string> Document { get; } = from s1 in Space from value in Value(4) from s2 in Space select s1 + value + s2;

    /// <summary>One byte changed, taken out, put in or everything behind it cut off.</summary>
    public static Gen<byte[]> Mutated { get; } =
        from text in Document
        from at in Gen.Choose(0, Math.Max(0, Encoding.UTF8.GetByteCount(text) - 1))
        from how in Gen.Choose(0, 3)
        from with in Gen.Elements("\"\\{}[],:0-+.eEtfn \n\u0001u/"u8.ToArray())
        select Mutate(Encoding.UTF8.GetBytes(text), at, how, with);

    private static byte[] Mutate(byte[] text, int at, int how, byte with) => how switch
    {
        0 => [.. text[..at], with, .. text[Math.Min(text.Length, at + 1)..]],
        1 => [.. text[..at], .. text[Math.Min(text.Length, at + 1)..]],
        2 => [.. text[..at], with, .. text[at..]],
        _ => text[..at],
    };
}
