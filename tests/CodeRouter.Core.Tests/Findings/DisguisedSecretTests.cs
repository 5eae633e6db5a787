using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Secrets;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

/// <summary>Secrets that are encoded, hidden between characters nobody sees, or written with letters that only look like others.</summary>
public sealed class DisguisedSecretTests
{
    // Made up; the form is AWS's.
    private const string Key = "AKIAQ9B6JRYXWUXWP1ER";

    public static TheoryData<string, string> Disguises() => new()
    {
        { "a zero width space", Key.Insert(7, "\u200B") },
        { "a soft hyphen", Key.Insert(4, "\u00AD") },
        { "joiners between all letters", string.Join('\u2060', Key.AsEnumerable()) },
        { "a mark of direction", Key.Insert(10, "\u200F") },
        { "full width", string.Concat(Key.Select(static c => (char)(c - '!' + '！'))) },
        { "Cyrillic letters", Key.Replace('A', 'А').Replace('P', 'Р') },
        { "a Greek letter first", "Α" + Key[1..] },
        { "mathematical letters", string.Concat(Key.Select(static c => char.IsAsciiDigit(c) ? char.ConvertFromUtf32(0x1D7CE + c - '0') : char.ConvertFromUtf32(0x1D400 + c - 'A'))) },
        { "from last to first", "\u202E" + string.Concat(Key.Reverse()) + "\u202C" },
        { "base64", Convert.ToBase64String(Encoding.ASCII.GetBytes("AWS_ACCESS_KEY_ID=" + Key)) },
        { "base64 for addresses", Convert.ToBase64String(Encoding.ASCII.GetBytes("{\"id\": \"" + Key + "\"}???>>>")).Replace('+', '-').Replace('/', '_').TrimEnd('=') },
        { "base64 twice", Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes("key=" + Key)))) },
        { "hexadecimal digits", Convert.ToHexStringLower(Encoding.ASCII.GetBytes("id " + Key)) },
    };

    [Theory]
    [MemberData(nameof(Disguises))]
    public void A_disguised_key_is_found_and_its_span_is_all_that_stands_for_it(string how, string disguised)
    {
        foreach (string around in (string[])["{0}", "see {0} there", "{\"data\":\"{0}\"}", "first\n{0}\nlast"])
        {
            string text = around.Replace("{0}", disguised, StringComparison.Ordinal);
            int at = text.IndexOf(disguised, StringComparison.Ordinal), from = at + (disguised[0] == '\u202E' ? 1 : 0), to = at + disguised.Length - (disguised[^1] == '\u202C' ? 1 : 0);
            var found = Scan(text);
            Assert.True(found.Count == 1 && found[0] is { Type: "aws_access_key_id" } one && one.Start == from && one.End == to, $"{how} in {around}: {string.Join(", ", found)}");
        }
    }

    [Fact]
    public void A_disguised_key_is_found_wherever_in_a_long_text_it_stands()
    {
        string disguised = Key.Insert(7, "\u200B"), filler = string.Concat(Enumerable.Repeat("a line of a long log\n", 13_000));
        for (int before = 262_080; before < 262_180; before += 9)
        {
            var found = Assert.Single(Scan(filler[..before] + "\n" + disguised + "\n" + filler + filler + disguised), f => f.Start < before + 9);
            Assert.Equal((before + 1, disguised.Length), (found.Start, found.Length));
        }

        Assert.Equal(2, Scan(filler + disguised + "\n" + filler + filler + disguised).Count);
    }

    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")]
    [InlineData("VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZy4=")]
    [InlineData("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("SynchronizationContextAwaiterFactoryOptions implements IAsyncDisposableFactory")]
    [InlineData("Привет, мир! Файл JSON-схемы лежит в папке docs, см. README‑файл.")]
    [InlineData("👨\u200D👩\u200D👧 family, ＡＢＣ stand, zero\u200Bwidth")]
    public void Pictures_digests_words_and_other_scripts_are_no_secrets(string text) => Assert.Empty(Scan(text));

    [Fact]
    public void Every_value_of_a_manifest_of_secrets_is_one_but_who_and_where()
    {
        const string manifest = """
            apiVersion: v1
            kind: Secret
            metadata: {name: shop}
            data:
              username: c2hvcA==
              license: cTdacjJLeDlMbVQ0dldi
              tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t
            stringData:
              broker: R2d2-tt0q-99
            ---
            apiVersion: v1
            kind: ConfigMap
            data:
              colour: Z3JlZW4gYW5kIGJsdWU=
            """;
        Assert.Equal(["cTdacjJLeDlMbVQ0dldi", "R2d2-tt0q-99"], Scan(manifest).Select(static f => manifest[f.Start..f.End]));
    }

    [Theory]
    [InlineData("{\"auths\": {\"registry.example.com\": {\"auth\": \"c3ZjLXNob3A6cTdacjJLeDlMbVQ0\"}}}", "c3ZjLXNob3A6cTdacjJLeDlMbVQ0")]
    [InlineData("machine git.example.com login svc password q7Zr2Kx9", "q7Zr2Kx9")]
    [InlineData("machine git.example.com\n  login svc\n  password q7Zr2Kx9\n", "q7Zr2Kx9")]
    [InlineData("//npm.example.com/:_authToken=5f0c7a52-1b1e-4a5d-9d3c-6a7b8c9d0e1f", "5f0c7a52-1b1e-4a5d-9d3c-6a7b8c9d0e1f")]
    [InlineData("https://shop.blob.core.windows.net/a?sv=2022-11-02&se=2031-01-01&sig=q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy%3D", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy%3D")]
    [InlineData("index-url = https://ci:q7Zr2Kx9@pypi.example.com/simple", "q7Zr2Kx9")]
    [InlineData("    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpxN1pyMkt4OUxtVDR2V2I4TnMzWXA2SGQxR2Y1SmNRMGFFdVJpT29QdEF5RGtGZ0hzWHpDCi0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==", "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpxN1pyMkt4OUxtVDR2V2I4TnMzWXA2SGQxR2Y1SmNRMGFFdVJpT29QdEF5RGtGZ0hzWHpDCi0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==")]
    public void Credentials_are_known_in_the_files_that_tools_keep_them_in(string text, string secret) => Assert.Equal([secret], Scan(text).Select(f => text[f.Start..f.End]));

    [Fact]
    public void A_text_for_the_log_names_the_type_in_the_place_of_each_secret()
    {
        Assert.Equal("401 for [aws_access_key_id], twice [aws_access_key_id].", SecretlessText.Of($"401 for {Key}, twice {Key}."));
        Assert.Equal("nothing here", SecretlessText.Of("nothing here"));
        Assert.Null(SecretlessText.Of(null));
    }

    [Theory]
    [InlineData("kind: Secret\n")]
    [InlineData("kind: Secret\ndata:\n  a: cTdacjJLeDlMbVQ0dldi\n---\n")]
    [InlineData("\u200B")]
    [InlineData("a\u200B")]
    [InlineData("\u202Ea")]
    [InlineData("QWxs+")]
    [InlineData("VGhlIHF1aWNrIGJyb3duIGZveCBqdW1w")]
    [InlineData("姓名")]
    [InlineData("김로 ")]
    [InlineData("ул. ")]
    [InlineData("А")]
    [InlineData("https://a?sig=")]
    [InlineData("1丁目")]
    public void A_million_times_the_same_is_read_in_one_go(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var found = Scan(text);
        CodeRouter.Core.Findings.Personal.PersonalScanner.Scan(text, found, networkAddresses: true);
        Assert.All(found, f => Assert.InRange(f.End, f.Start + 1, text.Length));
    }

    private static List<Finding> Scan(string text)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        return found;
    }
}
