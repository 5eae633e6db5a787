using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Secrets;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

public sealed class SecretScannerTests
{
    private const string Random62 = "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMwMlKjIeUq3Zr7Kx2LmT9vWb4Ns8Yp3Hd6Gf1Jc5Qa0EuRi";

    public static TheoryData<string> KnownTypes() => [.. KnownShapes.All.Select(s => s.Mark)];

    [Theory]
    [MemberData(nameof(KnownTypes))]
    public void A_key_of_every_known_form_is_found_wherever_it_stands(string mark)
    {
        var shape = KnownShapes.All.First(s => s.Mark == mark);
        string key = Made(shape);
        foreach (string around in (string[])["{0}", "key: {0}", "const k = \"{0}\";", "curl -H 'x: {0}' https://a.example", "line one\n{0}\nline three", "\"a\\n{0}\\n\""])
        {
            string text = around.Replace("{0}", key, StringComparison.Ordinal);
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            int at = text.IndexOf(key, StringComparison.Ordinal);
            Assert.True(found.Any(f => f.Start == at && f.End == at + key.Length), $"{shape.Type} in {around}: {key} → {string.Join(", ", found.Select(f => $"{f.Type} {text[f.Start..f.End]}"))}");
        }
    }

    [Theory]
    [InlineData("DATABASE_URL=postgres://app:Xk29fQz1@db.internal:5432/shop", "Xk29fQz1")]
    [InlineData("mongodb+srv://svc:p%40ss-7Qm@cluster0.mongodb.net/x", "p%40ss-7Qm")]
    [InlineData("password = \"Winter!2031x\"", "Winter!2031x")]
    [InlineData("DB_PASSWORD=kB7#tt0q", "kB7#tt0q")]
    [InlineData("the password is Tr1cky!Horse", "Tr1cky!Horse")]
    [InlineData("пароль: zR9$kkw2", "zR9$kkw2")]
    [InlineData("curl -u admin:q8Rz11aa https://a.example/x", "q8Rz11aa")]
    [InlineData("mysql -u root -pR2d2C3po! shop", "R2d2C3po!")]
    [InlineData("Authorization: Basic dXNlcjpxOFJ6MTFhYTl4", "dXNlcjpxOFJ6MTFhYTl4")]
    [InlineData("\"apiKey\": \"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\"", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("aws_secret_access_key = wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO", "wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO")]
    public void A_secret_is_known_by_what_it_is_given_to(string text, string secret)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.Equal([secret], found.Select(f => text[f.Start..f.End]));
    }

    [Theory]
    [InlineData("password = os.environ[\"DB_PASSWORD\"]")]
    [InlineData("const token = await getToken(user.id);")]
    [InlineData("password: string;")]
    [InlineData("api_key: ${API_KEY}")]
    [InlineData("OPENAI_API_KEY=sk-your-key-here-xxxxxxxxxxxxxxxx")]
    [InlineData("<input type=\"password\" name=\"password\" placeholder=\"Password123\">")]
    [InlineData("commit 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("\"integrity\": \"sha512-q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMw==\"")]
    [InlineData("max_tokens = 4096; next_page_token = \"CAUQAA0123abcDEF4567xyz\"")]
    [InlineData("postgres://user:password@localhost:5432/db")]
    [InlineData("statetokens = tokendefs[ctx.stack[-1]]; key_password=certs[0]")]
    [InlineData("self, private_key: ed25519.Ed25519PrivateKey, token: System.Threading.CancellationToken2")]
    [InlineData("git clone https://github.com/org/repo.git")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----")]
    [InlineData("this-is-a-long-kebab-case-class-name-for-css-0123")]
    [InlineData("id = \"550e8400-e29b-41d4-a716-446655440000\"; secret_id = \"550e8400-e29b-41d4-a716-446655440000\"")]
    public void What_only_looks_like_a_secret_is_left_alone(string text)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.True(found.Count == 0, string.Join(", ", found.Select(f => $"{f.Type}: {text[f.Start..f.End]}")));
    }

    [Fact]
    public void A_word_inside_a_key_of_a_vendors_exact_form_does_not_make_it_an_example()
    {
        string key = "sk-ant-api03-" + Random62[..40] + "fake" + Random62[44..93] + "AA";
        var found = new List<Finding>();
        SecretScanner.Scan("key = " + key, found);
        Assert.Equal(["anthropic_key"], found.Select(static f => f.Type));
    }

    [Fact]
    public void A_private_key_is_found_whole_also_when_its_line_ends_are_escaped()
    {
        string body = string.Join('\n', Enumerable.Range(0, 6).Select(i => Random62[i..(i + 60)]));
        string block = $"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----";
        foreach (string text in (string[])[block, $"key = \"{block.Replace("\n", "\\n", StringComparison.Ordinal)}\"", block[..200]])
        {
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            Assert.Contains(found, f => f.Type == "private_key" && text[f.Start..].StartsWith("-----BEGIN", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Any_text_gives_findings_in_order_and_within_it()
    {
        var dice = new Random(7);
        string[] pieces = ["sk-", "AKIA", "password=", "://", "a:b@c", "-----BEGIN ", "PRIVATE KEY-----", "eyJ", ".", "\n", "\"", "=", ":", Random62[..30], "é", "\ud83d\ude00", "curl -u ", "token", " ", "|", "glpat-"];
        for (int round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (int i = dice.Next(12); i >= 0; i--)
            {
                text.Append(pieces[dice.Next(pieces.Length)]);
            }

            var found = new List<Finding>();
            SecretScanner.Scan(text.ToString(), found);
            int last = 0;
            foreach (var finding in found)
            {
                Assert.True(finding.Start >= last && finding.End > finding.Start && finding.End <= text.Length, text.ToString());
                last = finding.End;
            }
        }
    }

    private static string Made(TokenShape shape)
    {
        var body = new StringBuilder();
        for (int i = 0; body.Length < shape.Min; i++)
        {
            char c = Random62[(i * 7) % Random62.Length];
            c = shape.Body.Contains(c) ? c : shape.Body.Contains(char.ToLowerInvariant(c)) ? char.ToLowerInvariant(c) : shape.Body.Contains(char.ToUpperInvariant(c)) ? char.ToUpperInvariant(c) : "0a1b9c3d8e7f"[i % 12];
            body.Append(c);
        }

        body.Length -= shape.Tail.Length;
        body.Append(shape.Tail);
        return new string([.. (shape.LeadOf.Contains('q') ? Random62 : "73150294861735029").Take(shape.Lead)]) + shape.Mark + body;
    }
}
