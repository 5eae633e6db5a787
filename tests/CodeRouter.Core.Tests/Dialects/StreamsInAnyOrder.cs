using CodeRouter.Core.Conversations;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Whatever an upstream does to the order of its events, every caller reads one valid stream with all of the answer in it.</summary>
public sealed class StreamsInAnyOrder
{
    public static TheoryData<WireFormat, WireFormat> Pairs
    {
        get
        {
            var pairs = new TheoryData<WireFormat, WireFormat>();
            foreach (var upstream in Enum.GetValues<WireFormat>())
            {
                foreach (var caller in Enum.GetValues<WireFormat>().Where(f => f != upstream))
                {
                    pairs.Add(upstream, caller);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_stream_in_disorder_is_a_valid_stream_of_the_other_format_and_says_the_same(WireFormat upstream, WireFormat caller)
    {
        var there = Through.Context(caller, upstream);
        var back = Through.Context(upstream, caller);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(AnswerPlan.Any, plan =>
        {
            var written = Through.Stream(there, [.. plan.Stream(upstream)]);
            Assert.Equal(plan.Essence(), AnswerPlan.EssenceOf(RoundTrip.Join(caller, written, back)));
        }));
    }
}
