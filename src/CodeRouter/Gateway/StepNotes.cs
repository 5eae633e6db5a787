using System.Text;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>What is learnt about a step after its decision was written down, added to its detail.</summary>
internal static class StepNotes
{
    /// <param name="members">JSON members without braces: <c>"name":value</c>.</param>
    public static void Add(StepRecord record, string members)
    {
        if (record.DetailJson is { Length: > 2 } detail)
        {
            record.DetailJson = [.. detail.AsSpan(0, detail.Length - 1), .. Encoding.UTF8.GetBytes("," + members), (byte)'}'];
        }
    }
}
