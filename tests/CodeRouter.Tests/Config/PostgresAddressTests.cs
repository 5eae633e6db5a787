using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://router:p%40ss%2Fword@db.example.org:6432/books?sslmode=verify-full&connect_timeout=3", "Host=db.example.org;Port=6432;Username=router;Password=p@ss/word;Database=books;SSL Mode=VerifyFull;Timeout=3")]
    [InlineData("postgresql://router@db/books?application_name=team&sslrootcert=/etc/ca.pem", "Host=db;Username=router;Database=books;Application Name=team;Root Certificate=/etc/ca.pem")]
    [InlineData("postgres://[::1]:5433/books", "Host=::1;Port=5433;Database=books")]
    [InlineData("postgres:///books?host=/var/run/postgresql&user=router", "Database=books;Host=/var/run/postgresql;Username=router")]
    [InlineData(" Host=db;Database=books ", "Host=db;Database=books")]
    public void Both_spellings_of_an_address_are_read(string written, string read) =>
        Assert.Equal(new Npgsql.NpgsqlConnectionStringBuilder(read).ConnectionString, PostgresAddress.Read(written).ConnectionString);

    [Theory]
    [InlineData("postgres://user:a/b#c@db:x/books")]
    [InlineData("postgres://user:hidden@db/books?colour=red")]
    [InlineData("host db, database books")]
    public void What_cannot_be_read_is_told_without_the_password(string written)
    {
        var problem = Assert.ThrowsAny<ArgumentException>(() => PostgresAddress.Read(written));

        Assert.DoesNotContain("hidden", problem.Message, StringComparison.Ordinal);
    }
}
