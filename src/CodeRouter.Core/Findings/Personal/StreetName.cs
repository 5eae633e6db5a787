namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Whether capitalised words beside a number are a street and a house where no rule knows the street: a town with its post code follows,
/// the text announces an address, or a trained layer finds that the words, their letters and what stands around them make one.
/// </summary>
internal static class StreetName
{
    private const int LeastLetters = 4;

    private static readonly LinearLayer? Layer = LinearLayer.BuiltIn("findings.streets.bin", StreetFeatures.Buckets);

    // What says that a place follows, so that its street needs no street's word.
    private static readonly string[] Places =
    [
        "lives at", "live at", "living at", "lived at", "lives in", "lives on", "address is", "address:", "address to", "address\": \"", "address1", "address_line", "street\": \"", "line1", "located at", "ship to", "shipped to", "deliver to", "delivered to", "delivery to",
        "send it to", "sent to", "moved to", "moved from", "reside at", "resides at", "residing at", "home at", "house at", "office at", "visit us at", "come to", "wohnt", "wohne", "wohnhaft", "adresse", "anschrift", "dirección", "direccion", "domicilio", "vive en", "vivo en", "indirizzo", "abita in", "abito in",
        "endereço", "morada", "mora na", "moro na", "adres", "adresa", "cím:", "habite", "osoite", "bor på", "bor i", "woon op", "mieszka", "bydl", "street:", "strasse:", "straße:", "rue:", "calle:", "via:",
    ];

    /// <summary>Whether a place is announced shortly before another.</summary>
    public static bool IsAnnounced(ReadOnlySpan<char> text, int start) => Near.Any(text, start, Places);

    /// <param name="start">The first of the words and the number.</param>
    /// <param name="end">One past their last.</param>
    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        if (PostCode.FollowsWithCity(text, end) || IsAnnounced(text, start))
        {
            return true;
        }

        if (Layer is null || !HasWord(text[start..end]))
        {
            return false;
        }

        Span<int> buckets = stackalloc int[NameFeatures.Most];
        return Layer.Weigh(buckets[..StreetFeatures.Read(text, start, end, buckets)]) > 0;
    }

    // 37 S, 12 Up: too little to know a street by.
    private static bool HasWord(ReadOnlySpan<char> words)
    {
        int run = 0;
        foreach (char c in words)
        {
            run = char.IsLetter(c) ? run + 1 : 0;
            if (run >= LeastLetters)
            {
                return true;
            }
        }

        return false;
    }
}
