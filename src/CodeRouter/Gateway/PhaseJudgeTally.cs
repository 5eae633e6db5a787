using System.Text.Json;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>
/// What the small model was asked since the start, what it cost, and how often it was right as far as can be told: it agreed with the
/// layers' own guess, and the tools' evidence of the same turn confirmed it later.
/// </summary>
public sealed class PhaseJudgeTally
{
    private const int MostOpen = 4096;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Session, string Track), Phase> _open = [];
    private long _turns, _asked, _answered, _timedOut, _failed, _tooDear, _named, _agreed, _followed, _confirmed;
    private decimal _costUsd;
    private double _ms;

    public void Turn() => Count(ref _turns);

    public void TooDear() => Count(ref _tooDear);

    public void TimedOut() => Asked(ref _timedOut);

    public void Failed() => Asked(ref _failed);

    /// <param name="step">As the layers read it.</param>
    /// <param name="judged">What the model said; null when it named no phase.</param>
    public void Answered(Step step, Phase? judged, decimal? costUsd, double ms)
    {
        lock (_gate)
        {
            _asked++;
            _answered++;
            _costUsd += costUsd ?? 0;
            _ms += ms;
            if (judged is not { } phase)
            {
                return;
            }

            _named++;
            _agreed += phase == step.Phase ? 1 : 0;
            if (_open.Count >= MostOpen)
            {
                _open.Clear();
            }

            _open[(step.Session, step.Track)] = phase;
        }
    }

    /// <summary>A later step of a judged turn, where the tools leave no doubt, says whether the judgement held.</summary>
    public void Follow(Step step, double threshold)
    {
        lock (_gate)
        {
            if (_open.Count == 0 || !_open.TryGetValue((step.Session, step.Track), out var judged) || (!step.HumanTurn && step.PhaseConfidence < threshold))
            {
                return;
            }

            _open.Remove((step.Session, step.Track));
            if (!step.HumanTurn)
            {
                _followed++;
                _confirmed += step.Phase == judged ? 1 : 0;
            }
        }
    }

    /// <summary>The member <c>classifier</c> of the usage report.</summary>
    public void Write(Utf8JsonWriter json)
    {
        lock (_gate)
        {
            json.WriteStartObject("classifier");
            json.WriteString("since", "start");
            json.WriteNumber("turns", _turns);
            json.WriteNumber("asked", _asked);
            Share(json, "use_rate", _asked, _turns);
            json.WriteNumber("answered", _answered);
            json.WriteNumber("timed_out", _timedOut);
            json.WriteNumber("failed", _failed);
            json.WriteNumber("too_dear", _tooDear);
            json.WriteNumber("named_no_phase", _answered - _named);
            Share(json, "agreed_with_layers", _agreed, _named);
            json.WriteNumber("followed", _followed);
            Share(json, "confirmed_by_tools", _confirmed, _followed);
            Share(json, "mean_ms", _ms, _answered);
            json.WriteNumber("router_cost_usd", _costUsd);
            json.WriteEndObject();
        }
    }

    private static void Share(Utf8JsonWriter json, string name, double part, long whole)
    {
        if (whole == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteNumber(name, Math.Round(part / whole, 4));
    }

    private void Count(ref long counter)
    {
        lock (_gate)
        {
            counter++;
        }
    }

    private void Asked(ref long outcome)
    {
        lock (_gate)
        {
            _asked++;
            outcome++;
        }
    }
}
