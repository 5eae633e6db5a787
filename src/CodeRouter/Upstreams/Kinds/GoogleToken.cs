using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeRouter.Config;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Access tokens of Google's, fetched for a service account (a signed assertion) or a user (a refresh token), kept until shortly before they
/// end, and fetched by one request at a time.
/// </summary>
internal sealed class GoogleToken(Secret credentials, UpstreamOrigins origins, TimeProvider clock)
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string UsualTokenUri = "https://oauth2.googleapis.com/token";
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _one = new(1, 1);
    private (string Token, DateTimeOffset Until)? _known;

    /// <param name="renew">The token was refused: whatever is known of it, it is not good.</param>
    public async ValueTask<(string? Token, UpstreamFailure? Failure)> GetAsync(bool renew, CancellationToken cancel)
    {
        var before = _known;
        if (!renew && before is { } known && known.Until > clock.GetUtcNow())
        {
            return (known.Token, null);
        }

        await _one.WaitAsync(cancel);
        try
        {
            // Somebody else may have fetched one meanwhile.
            if (_known is { } fresh && fresh != before && fresh.Until > clock.GetUtcNow())
            {
                return (fresh.Token, null);
            }

            return await FetchAsync(cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(string? Token, UpstreamFailure? Failure)> FetchAsync(CancellationToken cancel)
    {
        if (Read() is not { } account)
        {
            return (null, Refused("The credentials are no service account's key and no user's refresh token. Give the file that Google issued, or its content."));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, account.TokenUri) { Content = new FormUrlEncodedContent(account.Form(clock.GetUtcNow())) };
        using var answer = await origins.For(account.TokenUri).SendAsync(request, cancel);
        byte[] body = await ForeignErrors.ReadAsync(answer.Content, LargestAnswer, cancel) ?? [];
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (answer.IsSuccessStatusCode && root.GetProperty("access_token").GetString() is { } token)
            {
                double seconds = root.TryGetProperty("expires_in", out var lasts) && lasts.TryGetDouble(out double told) ? told : 3600;
                _known = (token, clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) - (TimeSpan.FromSeconds(seconds) > 2 * Early ? Early : TimeSpan.Zero));
                return (token, null);
            }

            string why = root.TryGetProperty("error_description", out var description) ? description.ToString() : root.TryGetProperty("error", out var error) ? error.ToString() : $"status {(int)answer.StatusCode}";
            return (null, Refused($"Google gives no access token: {why}. Check the channel's credentials and the clock."));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, Refused($"Google's token service answered {(int)answer.StatusCode} with something that is no token. Check the channel's credentials."));
        }
    }

    private static UpstreamFailure Refused(string why) => new(FailureKind.Status, 401, why);

    private Account? Read()
    {
        string text = credentials.Reveal().Trim();
        try
        {
            using var document = JsonDocument.Parse(text.StartsWith('{') ? text : File.ReadAllText(text));
            var root = document.RootElement;
            string? member(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var address = new Uri(member("token_uri") ?? UsualTokenUri);
            if (member("private_key") is { } key && member("client_email") is { } email)
            {
                return new Account(address, email, key, member("private_key_id"), null, null, null);
            }

            return member("refresh_token") is { } refresh ? new Account(address, "", null, null, refresh, member("client_id"), member("client_secret")) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or UriFormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class Account(Uri tokenUri, string email, string? privateKey, string? keyId, string? refreshToken, string? clientId, string? clientSecret)
    {
        public Uri TokenUri => tokenUri;

        public KeyValuePair<string, string>[] Form(DateTimeOffset now) => refreshToken is not null
            ? [new("grant_type", "refresh_token"), new("refresh_token", refreshToken), new("client_id", clientId ?? ""), new("client_secret", clientSecret ?? "")]
            : [new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", Assertion(now))];

        private string Assertion(DateTimeOffset now)
        {
            long at = now.ToUnixTimeSeconds();
            string head = Part(new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId });
            string claims = Part(new() { ["iss"] = email, ["scope"] = Scope, ["aud"] = tokenUri.AbsoluteUri, ["iat"] = at, ["exp"] = at + 3600 });
            using var rsa = RSA.Create();
            rsa.ImportFromPem(privateKey);
            byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
        }

        private static string Part(System.Text.Json.Nodes.JsonObject claims) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
    }
}
