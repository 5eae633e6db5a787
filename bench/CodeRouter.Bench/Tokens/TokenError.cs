using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tokens;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Bench.Tokens;

/// <summary>
/// How far the token estimate lies from what vendors counted. Each recorded request is estimated with weights fitted without any request of
/// its recording (a fifth is left out at a time), bare, corrected by the answers of its model that came before it, and in its session (a recording stands for one) by what the request before
/// it counted, as the gateway does.
/// With a file name, the weights fitted on all are written there.
/// </summary>
internal static class TokenError
{
    private const int Parts = 5;
    private const double Pull = 0.003;

    public static int Run(string folder, string? output)
    {
        var seen = RecordedCount.In(folder).Select(r => (r, Kin: TokenKin.Of(r.Model), Counts: CountedRequest.Of(r.Body).Counts(r.Format), Counted: (double)r.Counted)).ToList();
        var ofAll = WeightFit.Of([.. seen.Select(s => (s.Kin, s.Counts, s.Counted))], Pull);
        if (output is not null)
        {
            using var file = File.CreateText(output);
            file.WriteLine("# Written by CodeRouter.Bench tokens: key, then what each kind of piece and frame costs in tokens.");
            ofAll.Write(file);
        }

        var without = Enumerable.Range(0, Parts).Select(part => WeightFit.Of([.. seen.Where(s => PartOf(s.r.Recording) != part).Select(s => (s.Kin, s.Counts, s.Counted))], Pull)).ToList();
        var calibration = new TokenCalibration();
        var sessions = new Dictionary<string, SessionEntry>(StringComparer.Ordinal);
        var rows = new List<(string Vendor, bool Whole, double Bare, double Corrected, double InSession)>();
        foreach (var s in seen)
        {
            long reckoned = (long)Math.Round(without[PartOf(s.r.Recording)].Tokens(s.r.Model, s.Counts));
            long corrected = calibration.Count(s.r.Model, reckoned);
            if (!sessions.TryGetValue(s.r.Recording, out var session))
            {
                sessions.Add(s.r.Recording, session = new SessionEntry(new TrackName("", s.r.Recording, "main"), isShared: false));
            }

            int size = InputEstimate.Tokens(JsonScanner.Scan(s.r.Body), s.r.Body);
            rows.Add((s.Kin.Length > 2 ? s.Kin[^2] : "others", s.r.SaysAll, Off(reckoned, s.Counted), Off(corrected, s.Counted), Off(session.InputLike(s.r.Model, size) ?? corrected, s.Counted)));
            calibration.LearnCount(s.r.Model, reckoned, s.r.Counted);
            session.Counted(s.r.Model, size, s.r.Counted);
        }

        Console.WriteLine("                requests   bare  corrected  in its session");
        foreach (var group in rows.GroupBy(r => r.Vendor, StringComparer.Ordinal).OrderByDescending(g => g.Count()))
        {
            Tell(group.Key, [.. group]);
        }

        foreach (var format in Enum.GetValues<WireFormat>())
        {
            Tell(format.ApiName(), [.. rows.Zip(seen).Where(p => p.Second.r.Format == format).Select(p => p.First)]);
        }

        foreach (string content in RecordedCount.Contents)
        {
            Tell(content, [.. rows.Zip(seen).Where(p => p.Second.r.Has(content)).Select(p => p.First)]);
        }

        Tell("all", rows);
        Tell("all that is sent", [.. rows.Where(r => r.Whole)]);
        Tell("large of those", [.. rows.Zip(seen).Where(p => p.First.Whole && p.Second.Counted >= 2000).Select(p => p.First)]);
        var asked = RecordedCount.AskedIn(folder).Select(a => Off(Math.Round(ofAll.Tokens(a.Model, CountedRequest.Of(a.Body).Counts(a.Format))), a.Counted)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of {asked.Count} requests that a vendor's own counter was asked about: {Median(asked):P1} median error"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"by bytes alone: {Median(seen.Select(s => Off(InputEstimate.Tokens(JsonScanner.Scan(s.r.Body), s.r.Body), s.Counted))):P1} median error"));
        return 0;

        static void Tell(string name, IReadOnlyCollection<(string Vendor, bool Whole, double Bare, double Corrected, double InSession)> of) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {of.Count,7} {Median(of.Select(r => r.Bare)),6:P1} {Median(of.Select(r => r.Corrected)),10:P1} {Median(of.Select(r => r.InSession)),15:P1}"));
    }

    private static int PartOf(string recording) => (int)(BitConverter.ToUInt32(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(recording))) % Parts);

    private static double Off(double estimate, double counted) => Math.Abs(estimate - counted) / counted;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
