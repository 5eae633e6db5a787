using CodeRouter.Core.Steps;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>A repository's name comes out of the header as it went in, whatever letters it has.</summary>
public sealed class RepositoryHeaderTests
{
    [Theory]
    [InlineData("/srv/shop", "/srv/shop")]
    [InlineData("C:\\work\\shop", "C:\\work\\shop")]
    [InlineData("/home/bob/my répo", "/home/bob/my%20r%C3%A9po")]
    [InlineData("/srv/100%25, really", "/srv/100%2525%2C%20really")]
    public void It_is_written_in_what_a_header_can_carry(string repository, string header)
    {
        Assert.Equal(header, RepositoryHeader.Write(repository));
        Assert.Equal(repository, RepositoryHeader.Read(header));
    }

    [Theory]
    [InlineData("acme/shop")]
    [InlineData("50% off")]
    [InlineData("a%zz")]
    [InlineData("line%0Abreak")]
    public void What_is_not_encoded_is_read_as_it_is(string header) => Assert.Equal(header, RepositoryHeader.Read(header));

    [Fact]
    public void Every_name_of_letters_comes_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>().Filter(static s => !s.Get.Any(char.IsControl) && !s.Get.Any(char.IsSurrogate)),
        static s => RepositoryHeader.Write(s.Get).All(static c => c is > ' ' and < '\u007f') && RepositoryHeader.Read(RepositoryHeader.Write(s.Get)) == s.Get).QuickCheckThrowOnFailure();
}
