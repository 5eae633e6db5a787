using System.Text;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Collects what went wrong over many recordings, so that one run shows all of it.</summary>
internal sealed class Report
{
    private readonly List<string> _wrong = [];

    public int Checked { get; private set; }

    public void Check(string id, Func<string?> check)
    {
        Checked++;
        try
        {
            if (check() is { } wrong)
            {
                _wrong.Add(id + ": " + wrong);
            }
        }
        catch (Exception e)
        {
            _wrong.Add(id + ": " + e);
        }
    }

    public void Assert(int least, int allowed)
    {
        Xunit.Assert.True(Checked >= least, $"only {Checked} recordings");
        if (_wrong.Count > allowed)
        {
            var text = new StringBuilder().Append(_wrong.Count).Append(" of ").Append(Checked).AppendLine(" differ");
            foreach (string one in _wrong.Take(8))
            {
                text.AppendLine(one.Length > 1500 ? one[..1500] : one);
            }

            Xunit.Assert.Fail(text.ToString());
        }
    }
}
