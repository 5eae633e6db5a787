namespace CodeRouter.CodeGraph.Resolving;

/// <summary>A path being put together on the stack, below the repository and never above it.</summary>
internal ref struct PathBuilder(Span<char> buffer)
{
    private readonly Span<char> buffer = buffer;
    private int length;

    public readonly ReadOnlySpan<char> Text => buffer[..length];

    /// <summary>False once something did not fit or left the repository.</summary>
    public bool Holds { get; private set; } = true;

    public readonly int Length => length;

    public void Cut(int to) => length = Math.Min(length, to);

    public PathBuilder Reset(ReadOnlySpan<char> start)
    {
        length = 0;
        Holds = true;
        Append(start);
        return this;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (length + text.Length > buffer.Length)
        {
            Holds = false;
            return;
        }

        text.CopyTo(buffer[length..]);
        length += text.Length;
    }

    /// <summary>Appends bytes that are ASCII; anything else holds no path of ours. <paramref name="dot"/> becomes a slash.</summary>
    public void Append(ReadOnlySpan<byte> text, char dot = '\0')
    {
        if (length + text.Length > buffer.Length)
        {
            Holds = false;
            return;
        }

        foreach (byte c in text)
        {
            Holds &= c < 0x80;
            buffer[length++] = c == dot && dot != '\0' ? '/' : (char)c;
        }
    }

    /// <summary>Appends a relative path with its <c>.</c> and <c>..</c> worked out; the text so far must end with a slash or be empty.</summary>
    public void Walk(ReadOnlySpan<byte> relative)
    {
        while (Holds && relative.Length > 0)
        {
            int slash = relative.IndexOf((byte)'/');
            var part = slash < 0 ? relative : relative[..slash];
            relative = slash < 0 ? default : relative[(slash + 1)..];
            if (part.Length == 0 || part is [(byte)'.'])
            {
                continue;
            }

            if (part is [(byte)'.', (byte)'.'])
            {
                Up();
                continue;
            }

            Append(part);
            if (slash >= 0)
            {
                Append("/");
            }
        }
    }

    /// <summary>To the folder above.</summary>
    public void Up()
    {
        if (length == 0)
        {
            Holds = false;
            return;
        }

        int slash = buffer[..(length - 1)].LastIndexOf('/');
        length = slash + 1;
    }
}
