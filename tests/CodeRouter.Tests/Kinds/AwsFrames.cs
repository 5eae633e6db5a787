using System.Buffers.Binary;
using System.Text;
using CodeRouter.Upstreams.Kinds;

namespace CodeRouter.Tests.Kinds;

/// <summary>Messages of Amazon's event stream, packed.</summary>
internal static class AwsFrames
{
    public static byte[] Event(string type, string payload) => Pack(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    public static byte[] Exception(string type, string payload) => Pack(payload, (":exception-type", type), (":message-type", "exception"));

    /// <summary>One of Anthropic's events inside one of Amazon's.</summary>
    public static byte[] Chunk(string data) => Event("chunk", $"{{\"bytes\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(data))}\",\"p\":\"abcd\"}}");

    private static byte[] Pack(string payload, params (string Name, string Value)[] headers)
    {
        var packed = new List<byte>();
        foreach (var (name, value) in headers)
        {
            packed.Add((byte)name.Length);
            packed.AddRange(Encoding.UTF8.GetBytes(name));
            packed.AddRange([7, (byte)(value.Length >> 8), (byte)value.Length, .. Encoding.UTF8.GetBytes(value)]);
        }

        byte[] body = Encoding.UTF8.GetBytes(payload);
        byte[] message = new byte[12 + packed.Count + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), packed.Count);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.Of(message.AsSpan(0, 8)));
        packed.CopyTo(message, 12);
        body.CopyTo(message, 12 + packed.Count);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Crc32.Of(message.AsSpan(0, message.Length - 4)));
        return message;
    }
}
