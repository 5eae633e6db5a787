using CodeRouter.Core.Models;

namespace CodeRouter.Cli.Demo;

/// <summary>
/// The two turns in which routing matters. The new tests fail for a reason that lies two files away from where the traceback
/// points. Models below the strong tier mend the spot they see first; a clearly stronger one than the last that failed,
/// or a strong one at once, finds the cause.
/// </summary>
internal static class HardBug
{
    public const string Test = "python -m pytest";

    private static readonly Verb RunTests = new Verb.Run(Test, "Runs the test suite");

    private static readonly Move[] Build =
    [
        new("I will look at the rating code and at the acceptance tests first.", new Verb.Read(RepositoryFiles.Rates), new Verb.Read(RepositoryFiles.SurchargeTests)),
        new("The fee belongs into a module of its own, so that the zone table stays plain data.", new Verb.Write(RepositoryFiles.Surcharges, """
            from decimal import Decimal

            from .zones import is_remote, zone_for

            REMOTE_FEE = {1: Decimal("1.50"), 2: Decimal("3.10"), 3: Decimal("5.90")}
            REMOTE_PER_KG = {1: Decimal("0.20"), 2: Decimal("0.60"), 3: Decimal("1.10")}


            def surcharge_for(parcel, destination):
                if not is_remote(destination):
                    return Decimal(0)
                zone = zone_for(destination)
                weight = parcel.billable_weight()
                return REMOTE_FEE[zone] + REMOTE_PER_KG[zone] * weight

            """)),
        new("Now the price takes it in, rounded once at the end.", new Verb.Edit(RepositoryFiles.Rates, "from .zones import zone_for\n", "from .surcharges import surcharge_for\nfrom .zones import zone_for\n"),
            new Verb.Edit(RepositoryFiles.Rates, "    price = BASE[zone] + PER_KG[zone] * weight\n", "    price = BASE[zone] + PER_KG[zone] * weight + surcharge_for(parcel, destination)\n")),
        new("The quote should show the surcharge as a part of the total.", new Verb.Edit(RepositoryFiles.Quote, "    currency: str = \"EUR\"\n", "    currency: str = \"EUR\"\n    remote_area: bool = False\n"),
            new Verb.Edit(RepositoryFiles.Quote, "    return Quote(total=rate_for(parcel, destination))\n", "    return Quote(total=rate_for(parcel, destination), remote_area=is_remote(destination))\n"),
            new Verb.Edit(RepositoryFiles.Quote, "from .rates import rate_for\n", "from .rates import rate_for\nfrom .zones import is_remote\n")),
        new("That is the whole change; now the tests.", RunTests),
    ];

    // Each mends a symptom where the traceback points, and leaves the same two tests failing.
    private static readonly Move[] Symptoms =
    [
        new("The amounts look like a rounding difference in the surcharge, so I round it to the cent.",
            new Verb.Edit(RepositoryFiles.Surcharges, "    return REMOTE_FEE[zone] + REMOTE_PER_KG[zone] * weight\n", "    return (REMOTE_FEE[zone] + REMOTE_PER_KG[zone] * weight).quantize(Decimal(\"0.01\"))\n")),
        new("Still off; the base price may have to be rounded before the surcharge is added.",
            new Verb.Edit(RepositoryFiles.Rates, "    price = BASE[zone] + PER_KG[zone] * weight + surcharge_for(parcel, destination)\n", "    price = (BASE[zone] + PER_KG[zone] * weight).quantize(CENT) + surcharge_for(parcel, destination)\n")),
        new("Perhaps the fee of zone 2 is wrong.",
            new Verb.Edit(RepositoryFiles.Surcharges, "2: Decimal(\"3.10\")", "2: Decimal(\"3.20\")")),
    ];

    private static readonly Move Cause = new(
        "Both amounts are short by exactly one half-kilogram step, so the weight is wrong and not the fee: `billable_weight()` uses `round()`, "
        + "which takes 9.12 half-kilograms for 9 and 1.2 for 1, while the rule says that a started half kilogram counts in full. The fix belongs into the model.",
        new Verb.Edit(RepositoryFiles.Models, "from decimal import Decimal\n", "from decimal import ROUND_CEILING, Decimal\n"),
        new Verb.Edit(RepositoryFiles.Models, "        return Decimal(round(heavier * 2)) / 2\n", "        return (heavier * 2).to_integral_value(rounding=ROUND_CEILING) / 2\n"),
        RunTests);

    public static TurnEpisode Feature(string agent) => new(
        agent,
        "remote-area surcharge",
        $"Yes, implement it: add the remote-area surcharge to rate_for() in {RepositoryFiles.Rates} and keep its signature. My acceptance tests are in {RepositoryFiles.SurchargeTests}; run the whole suite when you are done.",
        Implement,
        workspace => workspace.HasSurcharges);

    /// <summary>Asked only where the feature left failing tests behind.</summary>
    public static TurnEpisode Repair(string agent) => new(
        agent,
        "two failing tests",
        "Two of the acceptance tests fail with an AssertionError, the amounts are too low. Why? Find the cause and fix it.",
        scene => Mend(scene, Beyond),
        workspace => workspace.Failing == 0)
    {
        When = workspace => workspace.Failing > 0,
    };

    private static Move Implement(Scene scene) =>
        scene.Done < Build.Length ? Build[scene.Done]
        : scene.Tier == Tier.Strong || scene.Workspace.Failing == 0 ? Mend(scene, Beyond)
        : new("The surcharge is in: `surcharges.py` is new and `rate_for()` adds it before the one rounding, with its signature unchanged. 11 tests pass; two of the acceptance tests fail on the amount, and I do not see why yet.");

    private static Move Mend(Scene scene, Move givenUp)
    {
        if (scene.Last is Verb.Edit)
        {
            return new("", RunTests);
        }

        if (scene.Workspace.Failing == 0)
        {
            return new("All 13 tests pass now. The weight is rounded up to half kilograms as the README says; that was wrong before for every parcel, not just for remote ones.");
        }

        int attempt = scene.Tried.Count;
        bool clearlyStronger = attempt > 0 && scene.Tier >= Tier.Balanced && scene.Tier > scene.Tried.Max();
        return scene.Tier == Tier.Strong || clearlyStronger ? Cause
            : attempt < Symptoms.Length ? Symptoms[attempt]
            : givenUp;
    }

    private static readonly Move Beyond = new("Two tests still fail and I could not find out why. The surcharge itself is in place; please have a look at the weights.");
}
