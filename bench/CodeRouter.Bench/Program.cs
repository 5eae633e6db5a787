using CodeRouter.Bench;
using CodeRouter.Upstreams.Simulated;

// "upstream" is the simulated provider as a process of its own, "compare" runs everything, "parts" times the parts by themselves,
// "translation" sends the recorded answers beside the repository through every other format and back, "readings" says what they are, "tokens" states the error of the
// token estimate on recorded traffic, "graph" times the code graph of a source tree, "pages" times the dashboard over a big ledger,
// "semantic" states how right the semantic cache is and how fast its index, "ledger" fills a store and times the dashboard's questions,
// "fleet" measures several gateways over one PostgreSQL, "costs" what they ask of it, "model" simulates a hundred of them, "held" states what
// guards before the answer cost a stream, "crowd" what a request costs when each is a new session.
const string Usage = "usage: compare --gateway FILE [--root DIR] [--quick] [--rounds N] [--seconds N] [--only start|memory|first|cpu] [--out DIR]  |  parts [admission]  |  translation [UPSTREAM [CALLER]]  |  readings  |  tokens DIR  |  graph DIR  |  semantic PAIRS  |  upstream PORT  |  ledger sqlite FILE [STEPS]  |  ledger postgres ADDRESS [STEPS [POSTMASTER]]  |  pages GATEWAY FILE  |  held GATEWAY  |  crowd GATEWAY [ROOT]  |  fleet …  |  costs ADDRESS POSTMASTER  |  model [NAME=VALUE …]";
if (args.Any(static a => a is "--help" or "-h" or "-?"))
{
    // Behind whichever word it stands: nobody who asks for help wants minutes of load instead.
    Console.WriteLine(Usage);
    return 0;
}

switch (args.FirstOrDefault())
{
    case "upstream":
        await using (var provider = new SimulatedProvider(new SimulatedOptions { Port = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), Record = false, Strict = false }))
        {
            await provider.StartAsync();
            await Task.Delay(Timeout.Infinite);
        }

        return 0;
    case "parts":
        Parts.Run(all: args.ElementAtOrDefault(1) != "admission");
        return 0;
    case "translation":
        return TranslationFigures.Run(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2));
    case "readings":
        return HomeReadings.Write(Console.Out);
    case "tokens":
        return CodeRouter.Bench.Tokens.TokenError.Run(args[1], args.ElementAtOrDefault(2));
    case "graph":
        return GraphFigures.Run(Path.GetFullPath(args[1]));
    case "semantic":
        return await SemanticFigures.RunAsync(args[1]);
    case "ledger":
        return await LedgerScale.RunAsync(args[1], args[2], args.Length > 3 ? long.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000, args.Length > 4 ? int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture) : null);
    case "fleet":
        return await Fleet.RunAsync(args[1..]);
    case "costs":
        return await FleetCosts.RunAsync(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
    case "model":
        return FleetModel.Run(args[1..]);
    case "pages":
        return await PageFigures.RunAsync(Path.GetFullPath(args[1]), Path.GetFullPath(args[2]));
    case "crowd":
        return await Crowd.RunAsync(Path.GetFullPath(args[1]), Path.GetFullPath(args.ElementAtOrDefault(2) ?? "."));
    case "held":
        return await HeldAnswers.RunAsync(Path.GetFullPath(args[1]));
    case "compare":
        if (BenchOptions.Parse(args[1..], out string? problem) is { } options)
        {
            return await Comparison.RunAsync(options);
        }

        Console.Error.WriteLine(problem);
        Console.Error.WriteLine(Usage);
        return 2;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
