using System.Text;

namespace CodeRouter.Core.Steps;

/// <summary>
/// <c>X-CodeRouter-Repo</c>: the repository a step works in. A header takes neither every letter nor a space at its end, and agents' HTTP
/// clients refuse or garble the rest; so what it cannot carry is percent-encoded by whoever writes it, and read back here.
/// </summary>
public static class RepositoryHeader
{
    public const string Name = "X-CodeRouter-Repo";

    /// <summary>Letters, digits and what paths are made of stay as they are.</summary>
    public static string Write(string repository)
    {
        var text = new StringBuilder(repository.Length);
        foreach (byte one in Encoding.UTF8.GetBytes(repository))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || "/\\:._-~@+".Contains((char)one, StringComparison.Ordinal))
            {
                text.Append((char)one);
            }
            else
            {
                text.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    /// <summary>Encoded or not: a percent sign that begins no character stays one.</summary>
    public static string Read(string value)
    {
        if (!value.Contains('%', StringComparison.Ordinal))
        {
            return value;
        }

        string read = Uri.UnescapeDataString(value);
        return read.Any(char.IsControl) ? value : read;
    }
}
