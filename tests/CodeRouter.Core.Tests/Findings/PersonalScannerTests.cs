using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Personal;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

public sealed class PersonalScannerTests
{
    [Theory]
    [InlineData("write to karin.lindqvist@posteo.se please", "karin.lindqvist@posteo.se", "email")]
    [InlineData("card 4111 1111 1111 1111 was declined", "4111 1111 1111 1111", "credit_card")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", "iban")]
    [InlineData("ssn: 536-22-1734", "536-22-1734", "us_ssn")]
    [InlineData("call me at (212) 736-5000 tomorrow", "(212) 736-5000", "phone")]
    [InlineData("Tel. +49 30 901820", "+49 30 901820", "phone")]
    [InlineData("CPF 529.982.247-25", "529.982.247-25", "br_cpf")]
    [InlineData("DNI 12345678Z", "12345678Z", "es_dni")]
    [InlineData("PESEL 44051401359", "44051401359", "pl_pesel")]
    [InlineData("My name is Ngozi Okafor and I wrote this", "Ngozi Okafor", "person")]
    [InlineData("ask Matthias Brandt about it", "Matthias Brandt", "person")]
    [InlineData("Signed-off-by: Tove Halvorsen", "Tove Halvorsen", "person")]
    [InlineData("the report that Torvald Q. Ilmarin sent", "Torvald Q. Ilmarin", "person")]
    [InlineData("I'm Yrsa K Dovbush, from support", "Yrsa K Dovbush", "person")]
    [InlineData("the office is at Gmundner Strasse 7", "Gmundner Strasse 7", "street_address")]
    [InlineData("send it to PSC 4521, Box 118", "PSC 4521, Box 118", "street_address")]
    [InlineData("ship it to 1600 Pennsylvania Avenue", "1600 Pennsylvania Avenue", "street_address")]
    [InlineData("Ich wohne in der Lindenstraße 14", "Lindenstraße 14", "street_address")]
    [InlineData("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris", "street_address")]
    [InlineData("from 93.184.216.34 port 22", "93.184.216.34", "ip_address")]
    public void Personal_data_is_found_whole(string text, string data, string type)
    {
        var found = new List<Finding>();
        PersonalScanner.Scan(text, found, networkAddresses: true);
        Assert.Contains((type, data), found.Select(f => (f.Type, text[f.Start..f.End])));
    }

    [Theory]
    [InlineData("git@github.com:org/repo.git")]
    [InlineData("user@example.com")]
    [InlineData("import { x } from '@scope/pkg@1.2.3'; icon@2x.png")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("2026-11-20T13:35:36Z took 1234567890123 ns")]
    [InlineData("version 10.20.30.40 of the tool, 127.0.0.1, 192.168.1.10")]
    [InlineData("order id 536221734, row 20261120")]
    [InlineData("class UserService extends BaseService { private final String Name; }")]
    [InlineData("Visual Studio Code, Apache Kafka, Ruby on Rails, Jenkins and Docker Compose")]
    [InlineData("see RFC 7231 Section 6.5.1 and Chapter 12 Street Fighter")]
    [InlineData("DE89 3704 0044 0532 0130 01")]
    public void What_only_looks_personal_is_left_alone(string text)
    {
        var found = new List<Finding>();
        PersonalScanner.Scan(text, found, networkAddresses: true);
        Assert.True(found.Count == 0, string.Join(", ", found.Select(f => $"{f.Type}: {text[f.Start..f.End]}")));
    }
}
