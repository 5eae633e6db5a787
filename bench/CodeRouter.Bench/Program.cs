using CodeRouter.Bench;
using CodeRouter.Upstreams.Simulated;

// "upstream" is the simulated provider as a process of its own, "compare" runs everything, "parts" times the parts by themselves.
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
        Parts.Run();
        return 0;
    case "compare":
        return await Comparison.RunAsync(BenchOptions.Parse(args[1..]));
    default:
        Console.Error.WriteLine("usage: compare --gateway FILE [--root DIR] [--quick] [--rounds N] [--seconds N] [--only start|memory|first|cpu] [--out DIR]  |  parts  |  upstream PORT");
        return 2;
}
