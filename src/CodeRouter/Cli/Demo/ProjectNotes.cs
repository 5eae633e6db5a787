using System.Globalization;
using System.Text;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// The notes a project keeps for agents: here the tariff every price in the tests comes from. They stand at the head of each request, as a
/// real agent's tools and rules do, and make it about as long: what a step costs, saves and is predicted to cost hangs on that.
/// </summary>
internal static class ProjectNotes
{
    private static readonly string[] Countries =
    [
        "Austria", "Belgium", "Bulgaria", "Croatia", "Cyprus", "Czechia", "Denmark", "Estonia", "Finland", "France", "Germany", "Greece", "Hungary", "Ireland",
        "Italy", "Latvia", "Lithuania", "Luxembourg", "Malta", "Netherlands", "Norway", "Poland", "Portugal", "Romania", "Slovakia", "Slovenia", "Spain", "Sweden", "Switzerland",
    ];

    private static readonly (string Service, int Surcharge)[] Services =
    [
        ("standard to the door", 0), ("standard to a parcel shop", -60), ("express before noon", 740), ("express on Saturday", 1120), ("bulky goods", 1890),
        ("cash on delivery", 310), ("with insurance up to 2500 EUR", 480), ("return by the same way", 130), ("two parcels to one address", -45), ("pick-up at the sender", 220),
        ("delivery to a neighbour allowed", 0), ("delivery with a signature", 95), ("delivery with a check of age", 260), ("refrigerated", 2350), ("fragile", 410), ("without a printer", 75),
    ];

    /// <summary>About so many bytes of the tariff, whole lines, always the same.</summary>
    public static string Of(int bytes)
    {
        var text = new StringBuilder(bytes + 200);
        text.Append("\n\n# The tariff\nWhat customers are promised, country by country. The tests take their numbers from here; a line that is not served says so.\n");
        for (int line = 0; text.Length < bytes && line < Countries.Length * Services.Length; line++)
        {
            int country = line % Countries.Length;
            var (service, surcharge) = Services[line / Countries.Length];
            int cents = 490 + (country * 37 % 11 * 45) + surcharge, perHalfKilogram = 35 + (country * 13 % 7 * 5), days = 1 + (country * 5 % 4);
            text.Append(CultureInfo.InvariantCulture, $"- {Countries[country]}, {service}: {Euro(cents)} for the first two kilograms and {Euro(perHalfKilogram)} for each half kilogram after them, up to 31.5 kilograms; {days} to {days + 2} working days.\n");
        }

        return text.ToString();
    }

    private static string Euro(int cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture) + " EUR";
}
