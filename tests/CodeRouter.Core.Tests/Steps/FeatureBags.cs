using CodeRouter.Core.Steps.Words;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class FeatureBags
{
    [Fact]
    public void A_bag_holds_what_a_dictionary_would_in_the_order_it_came_however_often_it_was_emptied()
    {
        var bag = new FeatureBag();
        Prop.ForAll(Gen.Choose(0, 4_000).Two().ArrayOf().Resize(5_000).ToArbitrary(), pairs =>
        {
            bag.Clear();
            var known = new OrderedDictionary<int, float>();
            foreach (var (key, value) in pairs)
            {
                // Keys far apart and keys that differ in their last bits only.
                int spread = key % 2 == 0 ? key : key << 12;
                bag.Set(spread, value);
                known[spread] = value;
            }

            return bag.Entries.ToArray().SequenceEqual(known.Select(static p => (p.Key, p.Value)));
        }).QuickCheckThrowOnFailure();
    }
}
