using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Whatever is sent: a clear error in the caller's own shape, and the next good request is served.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const int Limit = 256 * 1024;
    private GatewayRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await FaultRig.StartAsync([new("sim", "only", "sim")], s => s with { Limits = s.Limits with { MaxBodyBytes = Limit } });

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private static readonly Dictionary<string, (Func<WireFormat, byte[]> Body, int Status)> Bodies = new(StringComparer.Ordinal)
    {
        ["malformed"] = (_ => Bytes("{\"model\": \"sim\", "), 400),
        ["two values"] = (f => [.. Good(f), .. Good(f)], 400),
        ["empty"] = (_ => [], 400),
        ["blank"] = (_ => Bytes("  \n "), 400),
        ["array"] = (_ => Bytes("[1]"), 400),
        ["string"] = (_ => Bytes("\"hello\""), 400),
        ["null"] = (_ => Bytes("null"), 400),
        ["deep arrays"] = (f => With(f, $"\"deep\":{new string('[', 10_000)}{new string(']', 10_000)}"), 400),
        ["deep objects"] = (f => With(f, $"\"deep\":{string.Concat(Enumerable.Repeat("{\"a\":", 10_000))}1{new string('}', 10_000)}"), 400),
        ["invalid utf-8"] = (f => With(f, "\"x\":\"@\"", 0xFF), 400),
        ["overlong utf-8"] = (f => With(f, "\"x\":\"@\"", 0xC0, 0xAF), 400),
        ["nul in a string"] = (f => With(f, "\"x\":\"@\"", 0), 400),
        ["nul behind"] = (f => [.. Good(f), 0], 400),
        ["byte order mark"] = (f => [0xEF, 0xBB, 0xBF, .. Good(f)], 400),
        ["utf-16"] = (f => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Good(f))), 400),
        ["too large"] = (f => With(f, $"\"x\":\"{new string('a', Limit)}\""), 413),
    };

    private static readonly Dictionary<string, string> Models = new(StringComparer.Ordinal)
    {
        ["number"] = "\"model\":7,", ["null"] = "\"model\":null,", ["empty"] = "\"model\":\"\",", ["blank"] = "\"model\":\"  \",", ["object"] = "\"model\":{\"name\":\"sim\"},",
        ["list"] = "\"model\":[\"sim\"],", ["true"] = "\"model\":true,", ["missing"] = "", ["twice"] = "\"model\":\"sim\",\"model\":\"sim\",",
        ["twice, once escaped"] = "\"model\":\"sim\",\"mod\\u0065l\":\"other\",", ["half a surrogate"] = "\"model\":\"\\ud800\",",
    };

    public static TheoryData<string, WireFormat> BodyCases() => Cross(Bodies.Keys, FaultRig.Formats);

    public static TheoryData<string, WireFormat> ModelCases() => Cross(Models.Keys, FaultRig.Formats.Where(f => f != WireFormat.Gemini));

    public static TheoryData<string, WireFormat> Encodings() => Cross(["gzip", "br", "deflate"], FaultRig.Formats);

    [Theory]
    [MemberData(nameof(BodyCases))]
    public async Task A_body_that_is_no_request_is_refused(string name, WireFormat format)
    {
        var (body, status) = Bodies[name];
        await RefusedAsync(format, new ByteArrayContent(body(format)), status);
    }

    [Theory]
    [MemberData(nameof(ModelCases))]
    public async Task A_model_that_names_none_is_refused(string name, WireFormat format)
    {
        string good = Encoding.UTF8.GetString(Good(format));
        string bad = good.Replace("\"model\":\"sim\",", Models[name], StringComparison.Ordinal);
        Assert.NotEqual(good, bad);
        string told = await RefusedAsync(format, new StringContent(bad), name == "half a surrogate" ? null : 400);
        Assert.Contains("model", told, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task An_unknown_model_is_told_the_nearest_ones(WireFormat format)
    {
        string told = await RefusedAsync(format, new ByteArrayContent(Good(format, "simm")), 404, "simm");
        Assert.Matches("Nearest: sim[,.]", told);
    }

    [Theory]
    [InlineData("evil\r\nX-Injected: yes")]
    [InlineData("\u0000\u0007\u001b[31m")]
    [InlineData("größe-模型-\ud83d\ude00")]
    public async Task Names_that_would_break_a_header_stay_out_of_it(string model)
    {
        // A NUL in a path never gets as far as a format.
        foreach (var format in FaultRig.Formats.Where(f => f != WireFormat.Gemini || !model.Contains('\0', StringComparison.Ordinal)))
        {
            await RefusedAsync(format, new ByteArrayContent(Good(format, model)), null, model);
        }
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_huge_model_name_is_no_burden(WireFormat format)
    {
        string told = await RefusedAsync(format, new ByteArrayContent(Good(format, new string('m', 30_000))), 404, new string('m', 30_000));
        Assert.True(told.Length < 2000);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../v1/chat/completions")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("..%252f..%252fadmin")]
    [InlineData("sim%3Fkey=x")]
    [InlineData("sim%23x")]
    public async Task A_path_in_the_models_place_reaches_nothing(string segment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{_rig.BaseUri.GetLeftPart(UriPartial.Authority)}/v1beta/models/{segment}:generateContent", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = new ByteArrayContent(Good(WireFormat.Gemini)),
        };
        using var answer = await _rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 405);
        Assert.Empty(_rig.Provider.Requests);
        await StillServesAsync(WireFormat.Gemini);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_compressed_body_is_read_and_a_bomb_is_not(string encoding, WireFormat format)
    {
        using (var answer = await PostAsync(format, Packed(encoding, Good(format))))
        {
            Assert.Equal(200, (int)answer.StatusCode);
        }

        await RefusedAsync(format, Packed(encoding, With(format, $"\"x\":\"{new string('a', 64 << 20)}\"")), 413);
        var lie = new ByteArrayContent(Good(format));
        lie.Headers.ContentEncoding.Add(encoding);
        await RefusedAsync(format, lie, 400);
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task An_encoding_nobody_knows_is_refused(WireFormat format)
    {
        var content = new ByteArrayContent(Good(format));
        content.Headers.ContentEncoding.Add("zstd");
        await RefusedAsync(format, content, 415);
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_body_without_a_length_is_bounded_too(WireFormat format) =>
        await RefusedAsync(format, new StreamContent(new Endless(Limit * 8L)), 413);

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_flood_of_headers_is_refused_in_the_callers_shape(WireFormat format)
    {
        await RefusedAsync(format, new ByteArrayContent(Good(format)), 431, change: r =>
        {
            foreach (int i in Enumerable.Range(0, 300))
            {
                r.Headers.Add($"x-flood-{i}", "v");
            }
        });
        await RefusedAsync(format, new ByteArrayContent(Good(format)), 431, change: r => r.Headers.Add("x-flood", new string('a', 100_000)));
    }

    [Theory]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    public async Task A_page_of_a_stranger_is_kept_out(string header, string value)
    {
        foreach (var format in FaultRig.Formats)
        {
            await RefusedAsync(format, new ByteArrayContent(Good(format)), 403, change: r => r.Headers.TryAddWithoutValidation(header, value));
        }

        Assert.DoesNotContain(_rig.Provider.Requests, r => r.Headers.ContainsKey("Origin"));
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task Without_a_good_key_nobody_comes_in_where_one_is_needed(WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync([new("sim", "only", "sim")], s => s with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } });
        foreach (string? key in (string?[])[null, "sk-of-another-house", "cr-000000000000-" + new string('0', 52), "cr-short", "cr-" + new string('x', 5000)])
        {
            using var answer = await rig.AskAsync(format, "sim", change: r =>
            {
                if (key is not null)
                {
                    r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                }
            });
            Assert.Equal(401, (int)answer.StatusCode);
            Told.OurError(format, answer.StatusCode, await Told.BodyAsync(answer));
        }

        Assert.Empty(rig.Provider.Requests);
    }

    private static TheoryData<string, WireFormat> Cross(IEnumerable<string> names, IEnumerable<WireFormat> formats)
    {
        var all = new TheoryData<string, WireFormat>();
        foreach (string name in names)
        {
            foreach (var format in formats)
            {
                all.Add(name, format);
            }
        }

        return all;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Good(WireFormat format, string model = "sim") => Bytes(GatewayRig.Body(format, model, stream: false));

    /// <summary>A good request with one more member; a @ in it gives way to raw bytes.</summary>
    private static byte[] With(WireFormat format, string member, params byte[] raw)
    {
        byte[] extra = Bytes(member);
        int at = raw.Length == 0 ? -1 : Array.IndexOf(extra, (byte)'@');
        byte[] good = Good(format);
        return [.. good.AsSpan(0, good.Length - 1), (byte)',', .. at < 0 ? extra : [.. extra.AsSpan(0, at), .. raw, .. extra.AsSpan(at + 1)], (byte)'}'];
    }

    private static ByteArrayContent Packed(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest), "br" => new BrotliStream(packed, CompressionLevel.Fastest), _ => new ZLibStream(packed, CompressionLevel.Fastest) })
        {
            stream.Write(body);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private Task<HttpResponseMessage> PostAsync(WireFormat format, HttpContent content, string model = "sim", Action<HttpRequestMessage>? change = null)
    {
        content.Headers.ContentType ??= new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(format, Uri.EscapeDataString(model), stream: false)) { Content = content };
        change?.Invoke(request);
        return _rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <param name="status">Null where any 4xx will do.</param>
    private async Task<string> RefusedAsync(WireFormat format, HttpContent content, int? status, string model = "sim", Action<HttpRequestMessage>? change = null)
    {
        string body;
        using (var answer = await PostAsync(format, content, model, change))
        {
            body = await Told.BodyAsync(answer);
            Assert.True(status is null ? (int)answer.StatusCode is >= 400 and < 500 : (int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {body}");
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            Assert.False(answer.Headers.Contains("X-Injected"));
            Told.OurError(format, answer.StatusCode, body);
        }

        await StillServesAsync(format);
        return body;
    }

    private async Task StillServesAsync(WireFormat format)
    {
        using var good = await _rig.AskAsync(format, "sim");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        _rig.Provider.Forget();
    }

    private sealed class Endless(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = (int)Math.Min(_left, count);
            buffer.AsSpan(offset, given).Fill((byte)' ');
            _left -= given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
