namespace CodeRouter.Core.Findings.Personal;

/// <summary>Check digits of numbers that identify people and accounts: what tells them from any other digits.</summary>
internal static class CheckDigits
{
    private static readonly byte[,] VerhoeffProduct = Dihedral();
    private static readonly byte[,] VerhoeffPermutation = Permutations();

    /// <summary>ISO/IEC 7812: payment cards.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            if ((i & 1) == 1)
            {
                digit *= 2;
                digit -= digit > 9 ? 9 : 0;
            }

            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 13616: the account number, moved four to the left and spelt in digits, leaves 1 when divided by 97.</summary>
    public static bool Iban(ReadOnlySpan<char> compact)
    {
        int rest = 0;
        for (int i = 0; i < compact.Length; i++)
        {
            char c = compact[(i + 4) % compact.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + char.ToUpperInvariant(c) - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    /// <summary>Weighted digits, summed and divided; the remainder.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights, int modulus)
    {
        int sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum % modulus;
    }

    /// <summary>Verhoeff's scheme over the dihedral group of ten: Indian Aadhaar numbers.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        int state = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            state = VerhoeffProduct[state, VerhoeffPermutation[i & 7, digits[^(i + 1)] - '0']];
        }

        return state == 0;
    }

    // The group of symmetries of a pentagon: 0–4 turn, 5–9 mirror.
    private static byte[,] Dihedral()
    {
        byte[,] product = new byte[10, 10];
        for (int a = 0; a < 10; a++)
        {
            for (int b = 0; b < 10; b++)
            {
                int turn = a < 5 ? (a + (b % 5)) % 5 : ((a - (b % 5)) % 5 + 5) % 5;
                product[a, b] = (byte)(turn + ((a < 5) == (b < 5) ? 0 : 5));
            }
        }

        return product;
    }

    private static byte[,] Permutations()
    {
        ReadOnlySpan<byte> once = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        byte[,] table = new byte[8, 10];
        for (int digit = 0; digit < 10; digit++)
        {
            table[0, digit] = (byte)digit;
        }

        for (int power = 1; power < 8; power++)
        {
            for (int digit = 0; digit < 10; digit++)
            {
                table[power, digit] = once[table[power - 1, digit]];
            }
        }

        return table;
    }
}
