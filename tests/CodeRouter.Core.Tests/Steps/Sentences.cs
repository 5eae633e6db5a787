using System.Buffers.Binary;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Steps.Words;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>A message is read sentence by sentence too.</summary>
public sealed class Sentences
{
    [Theory]
    [InlineData("It is slow. Can you speed it up? thanks", "It is slow.|Can you speed it up?|thanks")]
    [InlineData("see src/app.py and v1.2 of x.y", "see src/app.py and v1.2 of x.y")]
    [InlineData("页面空白。帮我看看！", "页面空白。|帮我看看！")]
    [InlineData("!!\n\n!", "")]
    public void A_point_ends_one_only_before_a_space_and_what_says_nothing_is_none(string text, string sentences) =>
        Assert.Equal(sentences.Split('|', StringSplitOptions.RemoveEmptyEntries), Sentence.Split(text, 10));

    [Fact]
    public void No_more_are_read_than_asked_for() => Assert.Equal(3, Sentence.Split(string.Concat(Enumerable.Repeat("one more. ", 5_000)), 3).Count);

    [Fact]
    public void A_short_one_that_wishes_is_not_drowned_by_a_long_one_that_tells()
    {
        var model = Knowing(("alpha", Phase.Explain), ("omega", Phase.Debug));
        string told = string.Join(' ', Enumerable.Repeat("alpha", 20));

        double apart = model.Judge(told + ". omega").Phases[(int)Phase.Debug];
        double together = model.Judge(told + " omega").Phases[(int)Phase.Debug];

        Assert.True(apart > 1.5 * together, $"{apart} and {together}");
    }

    // Weights that know two words and nothing else, written as the file of weights is (see WordsModel).
    private static WordsModel Knowing(params (string Word, Phase Phase)[] words)
    {
        var rows = new SortedDictionary<int, Phase>();
        foreach (var (word, phase) in words)
        {
            foreach (int key in TextFeatures.Read(word).Values.Keys.Except(TextFeatures.Read("beta").Values.Keys))
            {
                rows[key] = phase;
            }
        }

        var file = new List<byte>();
        Int(TextFeatures.Version);
        Int(WordsModel.Outputs);
        Int(rows.Count);
        Int(BitConverter.SingleToInt32Bits(1));
        for (int k = 0; k < WordsModel.Outputs; k++)
        {
            Int(BitConverter.SingleToInt32Bits(1));
        }

        int before = 0;
        foreach (int key in rows.Keys)
        {
            file.AddRange(Enumerable.Repeat(byte.MaxValue, (key - before) / byte.MaxValue));
            file.Add((byte)((key - before) % byte.MaxValue));
            before = key;
        }

        foreach (var phase in rows.Values)
        {
            byte[] row = [128, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77];
            row[1 + ((int)phase / 2)] = (int)phase % 2 == 0 ? (byte)0x7E : (byte)0xE7;
            file.AddRange(row);
        }

        return new WordsModel(file.ToArray());

        void Int(int value)
        {
            byte[] four = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, value);
            file.AddRange(four);
        }
    }
}
