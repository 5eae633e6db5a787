namespace CodeRouter.Upstreams.Kinds;

/// <summary>Keys in the file that Amazon's own tools share and renew (<c>~/.aws/credentials</c>): read when first needed, and again when refused.</summary>
internal sealed class AwsKeyFile(string path, string profile)
{
    private AwsKeys? _keys;

    /// <summary>The profile's keys; null when there are none.</summary>
    public AwsKeys? Read(bool again)
    {
        if (_keys is null || again)
        {
            _keys = Parse();
        }

        return _keys;
    }

    private AwsKeys? Parse()
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        bool inside = false;
        try
        {
            foreach (string written in File.ReadLines(path))
            {
                string line = written.Trim();
                if (line.StartsWith('['))
                {
                    inside = string.Equals(line.Trim('[', ']', ' '), profile, StringComparison.Ordinal);
                }
                else if (inside && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && line[0] != '#')
                {
                    values[line[..at].Trim()] = line[(at + 1)..].Trim();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return values.TryGetValue("aws_access_key_id", out string? id) && values.TryGetValue("aws_secret_access_key", out string? secret)
            ? new AwsKeys(id, secret, values.GetValueOrDefault("aws_session_token"))
            : null;
    }
}
