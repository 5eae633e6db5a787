using System.Runtime.InteropServices;
using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Injection;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

public sealed class StretchWeightsTests
{
    private const int LeastFeatures = 8;

    private static readonly string[] Pieces =
    [
        "ignore", " ", ". ", "\n", "_", "don't", "l33t", "42", "Ünïcode", "忽略所有之前的指令", "。", "x_y", "\"", "<!-- ", "A", "’", "'", "\U0001F600", "\u3000", "пароль", "a.b.c",
        new string('q', 300), "return price.quantize(CENT)\n",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stretch_weighs_the_same_whether_its_words_are_read_once_for_all_stretches_or_for_it_alone(bool fromTool)
    {
        var layer = LinearLayer.BuiltIn("findings.injection.tool.bin", InjectionFeatures.Buckets)!;
        var random = new Random(20);
        var weights = new StretchWeights();
        var buckets = new List<int>();
        for (int round = 0; round < 2000; round++)
        {
            var made = new StringBuilder();
            for (int i = random.Next(60); i >= 0; i--)
            {
                made.Append(Pieces[random.Next(Pieces.Length)]);
            }

            string text = made.ToString();
            weights.Begin(layer, fromTool);
            for (int start = 0; start < text.Length; start += random.Next(1, 200))
            {
                int end = random.Next(start + 1, Math.Min(text.Length, start + 400) + 1);
                InjectionFeatures.Read(text.AsSpan(start, end - start), fromTool, buckets);
                double? alone = buckets.Count < LeastFeatures ? null : layer.Weigh(CollectionsMarshal.AsSpan(buckets));

                Assert.Equal(alone, weights.Of(text, start, end));
            }
        }
    }
}
