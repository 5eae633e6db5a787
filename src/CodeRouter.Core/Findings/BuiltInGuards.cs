using CodeRouter.Core.Findings.Personal;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Core.Findings;

/// <summary>Every guard that marks spans. A new one is a class and a line here, or a plugin.</summary>
public static class BuiltInGuards
{
    /// <summary>What callers tell guards apart by is a bit each.</summary>
    private const int Most = 24;

    public static IReadOnlyList<IGuard> All { get; private set; } = [new SecretGuard(), new PersonalGuard(), new NetworkAddressGuard()];

    /// <summary>How many have a key of their own in the configuration; what stands behind is set by name, like what came from plugins.</summary>
    public static int OwnCount => 2;

    /// <summary>One more, from a plugin, before any request is read. False when there is one of that name, or no room.</summary>
    public static bool Add(IGuard guard)
    {
        bool isNew = All.Count < Most && guard.Name != "jailbreak" && guard.Name != "rule" && !All.Any(g => g.Name == guard.Name);
        All = isNew ? [.. All, guard] : All;
        return isNew;
    }

    /// <summary>What guard number <paramref name="index"/> finds, under its own name: spans outside of the text are dropped.</summary>
    /// <param name="member">What the member is called that holds the text; empty where that says nothing.</param>
    public static void Find(int index, ReadOnlySpan<char> member, ReadOnlySpan<char> text, List<Finding> findings)
    {
        int before = findings.Count;
        if (member.IsEmpty)
        {
            All[index].Find(text, findings);
        }
        else
        {
            All[index].FindIn(member, text, findings);
        }

        if (index < OwnCount)
        {
            return;
        }

        for (int i = findings.Count - 1; i >= before; i--)
        {
            var finding = findings[i];
            if (finding.Start < 0 || finding.End > text.Length || finding.Start >= finding.End || finding.Type.Length == 0)
            {
                findings.RemoveAt(i);
            }
            else
            {
                findings[i] = finding with { Plugin = All[index].Name };
            }
        }
    }

    private sealed class SecretGuard : IGuard
    {
        public string Name => "secrets";

        public void Find(ReadOnlySpan<char> text, List<Finding> findings) => SecretScanner.Scan(text, findings);

        public void FindIn(ReadOnlySpan<char> member, ReadOnlySpan<char> text, List<Finding> findings)
        {
            SecretScanner.Scan(text, findings);
            Assignments.Judge(member, text, findings);
        }
    }

    private sealed class PersonalGuard : IGuard
    {
        public string Name => "pii";

        public void Find(ReadOnlySpan<char> text, List<Finding> findings) => PersonalScanner.Scan(text, findings, networkAddresses: false);
    }

    // Apart from the rest of what is personal: in logs and configurations addresses are what the work is about, so it is only done where asked.
    private sealed class NetworkAddressGuard : IGuard
    {
        public string Name => "network_addresses";

        public void Find(ReadOnlySpan<char> text, List<Finding> findings) => InternetAddress.Scan(text, findings);
    }
}
