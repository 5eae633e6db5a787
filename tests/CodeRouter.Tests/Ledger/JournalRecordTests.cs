using CodeRouter.Ledger;
using Xunit;

namespace CodeRouter.Tests.Ledger;

public sealed class JournalRecordTests
{
    [Fact]
    public void Every_field_of_a_record_survives_the_journal()
    {
        var step = LedgerStoreContract.Full();

        Assert.True(JournalRecord.TryDecode(JournalRecord.Encode(JournalEntry.End, step).ToArray(), out var entry, out var read, out bool atStart, out _));

        Assert.Equal(JournalEntry.End, entry);
        Assert.False(atStart);
        foreach (var property in typeof(StepRecord).GetProperties())
        {
            Assert.Equal(property.GetValue(step), property.GetValue(read));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(5460)]
    [InlineData(5461)]
    [InlineData(300_000)]
    public void Texts_of_every_length_survive(int length)
    {
        var step = new StepRecord { Id = "d", ErrorMessage = new string('€', length), DetailJson = new byte[length] };

        Assert.True(JournalRecord.TryDecode(JournalRecord.Encode(JournalEntry.Start, step).ToArray(), out _, out var read, out _, out int bytes));

        Assert.Equal(step.ErrorMessage, read.ErrorMessage);
        Assert.Equal(length, read.DetailJson?.Length ?? 0);
        Assert.Equal(JournalRecord.Encode(JournalEntry.Start, step).Length, bytes);
    }

    [Fact]
    public void A_record_cut_or_changed_anywhere_is_not_read()
    {
        byte[] whole = JournalRecord.Encode(JournalEntry.Start, Steps.Answered()).ToArray();
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.False(JournalRecord.TryDecode(whole.AsMemory(0, i), out _, out _, out _, out _));
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            Assert.False(JournalRecord.TryDecode(changed, out _, out _, out _, out _));
        }
    }

    [Fact]
    public void What_stands_before_a_torn_tail_is_read()
    {
        using var folder = new TemporaryFolder();
        byte[] one = JournalRecord.Encode(JournalEntry.Start, Steps.Answered(second: 1)).ToArray();
        byte[] two = JournalRecord.Encode(JournalEntry.End, Steps.Answered(second: 2)).ToArray();
        for (int cut = 0; cut < two.Length; cut += 13)
        {
            File.WriteAllBytes(folder.File("1.log"), [.. one, .. two[..cut]]);
            var read = Assert.Single(JournalReplay.Read([folder.File("1.log")]));
            Assert.Equal(StepState.Interrupted, read.State);
        }
    }
}
