namespace CodeRouter.Core.Evidence;

/// <summary>
/// Tells apart suites of one name that run in several directories: <c>cd web &amp;&amp; npm test</c> and <c>cd api &amp;&amp; npm test</c> have nothing to do with one another.
/// A shell stays where it was last sent, so a run that names no directory ran in the one named before it; where only one was ever named, suites keep their short name.
/// </summary>
internal static class Places
{
    public static void Tell(List<(Exchange Exchange, Finding Finding)> before, List<(Exchange Exchange, Finding Finding)> now)
    {
        string? only = null;
        bool several = false;
        foreach (var done in before)
        {
            several |= Another(done, ref only);
        }

        foreach (var done in now)
        {
            several |= Another(done, ref only);
        }

        if (several)
        {
            string place = "";
            Name(before, ref place);
            Name(now, ref place);
        }
    }

    private static bool Another((Exchange Exchange, Finding Finding) done, ref string? only)
    {
        string place = done.Exchange.Use.Line.Chain.Place;
        if (place.Length == 0 || done.Finding.Run is null)
        {
            return false;
        }

        only ??= place;
        return only != place;
    }

    private static void Name(List<(Exchange Exchange, Finding Finding)> done, ref string place)
    {
        for (int i = 0; i < done.Count; i++)
        {
            var (exchange, finding) = done[i];
            if (finding.Run is not { } run)
            {
                continue;
            }

            place = exchange.Use.Line.Chain.Place is { Length: > 0 } named ? named : place;
            if (place.Length > 0)
            {
                done[i] = (exchange, finding with { Run = run with { Suite = place + ": " + run.Suite } });
            }
        }
    }
}
