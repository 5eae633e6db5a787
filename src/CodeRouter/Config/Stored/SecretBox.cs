using System.Security.Cryptography;
using System.Text;

namespace CodeRouter.Config.Stored;

/// <summary>
/// Seals credentials for the store with AES-256-GCM. The key is <c>CODEROUTER_MASTER_KEY</c>, else a file of the data folder made at the
/// first need; never in the database. What is sealed for one place opens at that place only.
/// </summary>
public sealed class SecretBox
{
    public const string Variable = "CODEROUTER_MASTER_KEY";
    public const string FileName = "master.key";
    private const string Mark = "sealed:v1:";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int MostTries = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lazy<byte[]> _key;

    /// <param name="masterKey">The value of <see cref="Variable"/>; null where it is not set.</param>
    public SecretBox(string? masterKey, string dataFolder) =>
        _key = new Lazy<byte[]>(() => masterKey is { Length: > 0 } ? Derive(Encoding.UTF8.GetBytes(masterKey)) : Derive(FromFile(Path.Combine(dataFolder, FileName))));

    /// <summary>A key for another purpose, which tells nothing about this one.</summary>
    /// <exception cref="IOException">The key file cannot be read or made.</exception>
    public byte[] KeyFor(string purpose) => HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(purpose));

    public static bool IsSealed(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <param name="place">Section, name and key it belongs to.</param>
    /// <exception cref="IOException">The key file cannot be read or made.</exception>
    public string Seal(string secret, string place)
    {
        byte[] plain = Encoding.UTF8.GetBytes(secret);
        byte[] box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key.Value, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return Mark + Convert.ToBase64String(box);
    }

    /// <summary>The secret; null where it was sealed with another key, for another place, or was tampered with.</summary>
    public string? Open(string text, string place)
    {
        byte[] box = new byte[text.Length];
        if (!IsSealed(text) || !Convert.TryFromBase64String(text[Mark.Length..], box, out int length) || length < NonceBytes + TagBytes)
        {
            return null;
        }

        byte[] plain = new byte[length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key.Value, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes, plain.Length), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
        }
        catch (CryptographicException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }

    // Any text will do as a master key, short ones too: what comes out is always 256 bits of its own.
    private static byte[] Derive(byte[] master) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: "coderouter provider credentials"u8.ToArray());

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        for (int tries = 0; ; tries++)
        {
            try
            {
                byte[] kept = Encoding.ASCII.GetBytes(File.ReadAllText(path).Trim());
                if (kept.Length > 0)
                {
                    return kept;
                }
            }
            catch (IOException) when (tries < MostTries)
            {
                // Held by who writes it.
            }

            if (tries == MostTries)
            {
                // What is sealed with nothing anybody can open.
                throw new IOException($"{path} is empty. Put the key back that was in it, or delete the file where no credential was sealed yet.");
            }

            // Another process may have made it just now.
            Thread.Sleep(Pause);
        }
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream file;
        try
        {
            file = new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key counts.
            return;
        }

        try
        {
            using (file)
            {
                file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))));
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // No room: half a key is none.
            File.Delete(path);
            throw;
        }
    }
}
