using System.Globalization;

namespace CodeRouter.Bench;

/// <summary>
/// Many gateways over one PostgreSQL, simulated request by request: what is asked of the database for each step (a look-up and a write of
/// the session, a share of a batch of books, now and then a loan of tickets), through pools of connections, on a number of cores, with the
/// rows that batches and loans wait for. Costs are what <see cref="FleetCosts"/> measured; every one can be given another value
/// (<c>model rate=50000 cores=32 …</c>).
/// </summary>
internal sealed class FleetModel
{
    private static readonly Dictionary<string, double> Usual = new(StringComparer.Ordinal)
    {
        ["gateways"] = 100,
        ["rate"] = 100_000,      // requests a second, all gateways together
        ["warm"] = 2,            // seconds that are not counted: every gateway begins with small loans
        ["seconds"] = 4,
        ["cores"] = 32,          // of the database
        ["pool"] = 20,           // connections a gateway
        ["shards"] = 64,
        ["lookup"] = 75,         // CPU µs in the database
        ["save"] = 110,
        ["row"] = 80,
        ["batch"] = 2500,
        ["locked"] = 0.5,        // part of a batch that holds the rows of its shard
        ["borrow"] = 350,
        ["flush"] = 1000,        // µs until a commit is on disk; many share one
        ["calls"] = 1_000_000,   // calls left of the limit that all requests are under
    };

    private readonly Dictionary<string, double> _p;
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Random _random = new(1);
    private readonly PriorityQueue<int, double> _cores = new();
    private readonly Gateway[] _gateways;
    private readonly Shard[] _shards;
    private readonly List<double> _lookups = [], _saves = [], _ages = [];
    private double _now, _busy, _accountFree, _left, _loanBusy, _mostLent;
    private int _mostInUse, _inUse;

    private FleetModel(Dictionary<string, double> parameters)
    {
        _p = parameters;
        _gateways = [.. Enumerable.Range(0, (int)_p["gateways"]).Select(i => new Gateway(i))];
        _shards = [.. Enumerable.Range(0, (int)_p["shards"]).Select(static _ => new Shard())];
        _left = _p["calls"];
        for (int i = 0; i < _p["cores"]; i++)
        {
            _cores.Enqueue(i, 0);
        }
    }

    public static int Run(string[] args)
    {
        var given = args.Select(static a => a.Split('=')).Where(static a => a.Length == 2).ToDictionary(static a => a[0], static a => a[1].Split(',').Select(static v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray(), StringComparer.Ordinal);
        if (given.Keys.FirstOrDefault(static k => !Usual.ContainsKey(k)) is { } unknown)
        {
            Console.Error.WriteLine($"{unknown} is no part of the model; it has {string.Join(", ", Usual.Keys)}.");
            return 2;
        }

        Console.WriteLine("| gateways | requests/s | cores | database busy | look-up p50 / p99 ms | write p99 ms | oldest unbooked step ms | connections in use, most | hottest account busy | idle tickets |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (double gateways in given.GetValueOrDefault("gateways", [Usual["gateways"]]))
        {
            foreach (double rate in given.GetValueOrDefault("rate", [1000, 10_000, 25_000, 50_000, 100_000]))
            {
                foreach (double cores in given.GetValueOrDefault("cores", [Usual["cores"]]))
                {
                    var parameters = Usual.ToDictionary(p => p.Key, p => given.TryGetValue(p.Key, out double[]? value) ? value[0] : p.Value, StringComparer.Ordinal);
                    (parameters["gateways"], parameters["rate"], parameters["cores"]) = (gateways, rate, cores);
                    Console.WriteLine(new FleetModel(parameters).Simulate());
                }
            }
        }

        return 0;
    }

    private string Simulate()
    {
        double warm = _p["warm"] * 1e6, end = warm + (_p["seconds"] * 1e6);
        foreach (var gateway in _gateways)
        {
            Arrive(gateway, end);
            At(_random.NextDouble() * 250_000, () => Write(gateway, end));
        }

        At(warm, () =>
        {
            _lookups.Clear();
            _saves.Clear();
            _ages.Clear();
            (_busy, _loanBusy, _mostInUse, _mostLent) = (0, 0, _inUse, 0);
        });
        while (_events.TryDequeue(out var next, out double at) && at <= end)
        {
            _now = at;
            next();
        }

        double Part(List<double> times, double part) => times.Count == 0 ? 0 : times.Order().ElementAt((int)((times.Count - 1) * part)) / 1000;
        double oldest = Math.Max(Part(_ages, 1), _gateways.Max(g => g.Pending == 0 ? 0 : (end - g.OldestAt) / 1000));
        return string.Create(CultureInfo.InvariantCulture, $"| {_gateways.Length} | {_p["rate"]:0} | {_p["cores"]:0} | {_busy / ((end - warm) * _p["cores"]):0 %} | {Part(_lookups, 0.5):0.0} / {Part(_lookups, 0.99):0.0} | {Part(_saves, 0.99):0.0} | {oldest:0} | {_mostInUse} | {_loanBusy / (end - warm):0 %} | {_mostLent / _p["calls"]:0.0 %} |");
    }

    private void Arrive(Gateway gateway, double end)
    {
        double rate = _p["rate"] / _gateways.Length;
        At(_now - (Math.Log(1 - _random.NextDouble()) / rate * 1e6), () =>
        {
            Arrive(gateway, end);
            double asked = _now;
            Ask(gateway, _p["lookup"], 0, () =>
            {
                _lookups.Add(_now - asked);
                Lend(gateway, () => At(_now + (_random.NextDouble() * 200_000), () => Leave(gateway)));
            });
        });
    }

    private void Leave(Gateway gateway)
    {
        double asked = _now;
        Ask(gateway, _p["save"], _p["flush"], () => _saves.Add(_now - asked));
        if (gateway.Pending++ == 0)
        {
            gateway.OldestAt = _now;
        }
    }

    /// <summary>As the gateway lends itself tickets: twice as many calls where it comes back within a second, at most 256, at most a sixteenth of what is left.</summary>
    private void Lend(Gateway gateway, Action then)
    {
        if (gateway.Tickets > 0)
        {
            gateway.Tickets--;
            then();
            return;
        }

        gateway.WaitForTickets.Add(then);
        if (gateway.WaitForTickets.Count > 1)
        {
            return;
        }

        gateway.Block = _now - gateway.LentAt < 1e6 ? Math.Min(gateway.Block * 2, 256) : Math.Max(gateway.Block / 2, 1);
        gateway.LentAt = _now;
        // One loan of an account at a time, until it is on disk.
        double hold = _p["borrow"] + _p["flush"], start = Math.Max(_now, _accountFree);
        _accountFree = start + hold;
        _loanBusy += hold;
        _busy += _p["borrow"];
        At(_accountFree, () =>
        {
            double lent = Math.Max(1, Math.Min(gateway.Block, _left / 16));
            _left -= lent;
            gateway.Tickets += lent;
            _mostLent = Math.Max(_mostLent, _gateways.Sum(static g => g.Tickets));
            var waiting = gateway.WaitForTickets.ToArray();
            gateway.WaitForTickets.Clear();
            foreach (var one in waiting)
            {
                Lend(gateway, one);
            }
        });
    }

    private void Write(Gateway gateway, double end)
    {
        if (gateway.Pending == 0)
        {
            At(_now + 250_000, () => Write(gateway, end));
            return;
        }

        int rows = Math.Min(gateway.Pending, 1024);
        double oldest = gateway.OldestAt, cost = _p["batch"] + (rows * _p["row"]);
        gateway.Pending -= rows;
        gateway.OldestAt = _now;
        var shard = _shards[gateway.Number % _shards.Length];
        Ask(gateway, cost * (1 - _p["locked"]), 0, () => shard.Take(() => At(Serve(_now, cost * _p["locked"]) + _p["flush"], () =>
        {
            shard.Leave();
            _ages.Add(_now - oldest);
            At(gateway.Pending >= 1024 ? _now : _now + 250_000, () => Write(gateway, end));
        })));
    }

    private void Ask(Gateway gateway, double cost, double afterwards, Action then)
    {
        void Begin()
        {
            gateway.InUse++;
            _mostInUse = Math.Max(_mostInUse, ++_inUse);
            At(Serve(_now, cost) + afterwards, () =>
            {
                gateway.InUse--;
                _inUse--;
                if (gateway.WaitForConnection.TryDequeue(out var next))
                {
                    next();
                }

                then();
            });
        }

        if (gateway.InUse < _p["pool"])
        {
            Begin();
        }
        else
        {
            gateway.WaitForConnection.Enqueue(Begin);
        }
    }

    /// <summary>When the database is done with it: first come, first served, on the core that is free first.</summary>
    private double Serve(double from, double cost)
    {
        _cores.TryDequeue(out int core, out double free);
        double done = Math.Max(from, free) + cost;
        _cores.Enqueue(core, done);
        _busy += cost;
        return done;
    }

    private void At(double time, Action what) => _events.Enqueue(what, time);

    /// <summary>Rows that one batch at a time adds to.</summary>
    private sealed class Shard
    {
        private readonly Queue<Action> _waiting = [];
        private bool _taken;

        public void Take(Action then)
        {
            if (_taken)
            {
                _waiting.Enqueue(then);
                return;
            }

            _taken = true;
            then();
        }

        public void Leave()
        {
            _taken = false;
            if (_waiting.TryDequeue(out var next))
            {
                Take(next);
            }
        }
    }

    private sealed class Gateway(int number)
    {
        public int Number => number;
        public int InUse;
        public int Pending;
        public double OldestAt;
        public double Tickets;
        public double Block = 1;
        public double LentAt = double.MinValue;
        public List<Action> WaitForTickets { get; } = [];
        public Queue<Action> WaitForConnection { get; } = [];
    }
}
