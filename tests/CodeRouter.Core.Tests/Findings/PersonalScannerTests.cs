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
    [InlineData("\"source\": \"import app\\n\\n@app.post is a decorator\"")]
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

    [Theory]
    [InlineData("CNPJ 11.222.333/1956-83", "br_cnpj")]
    [InlineData("811218-1840", "se_personnummer")]
    [InlineData("fødselsnummer: 01028000126", "no_fodselsnummer")]
    [InlineData("rijksregisternummer 85.07.30-009.52", "be_national_number")]
    [InlineData("T.C. kimlik no 39848370822", "tr_tckn")]
    [InlineData("СНИЛС 112-346-870 30", "ru_snils")]
    [InlineData("AHV 756.2243.9327.06", "ch_ahv")]
    [InlineData("South African ID number 8001015394745", "za_id")]
    [InlineData("TFN: 171 815 576", "au_tfn")]
    [InlineData("o meu NIF é 261181416", "pt_nif")]
    [InlineData("BSN 138719718", "nl_bsn")]
    [InlineData("social insurance number 701 187 973", "ca_sin")]
    [InlineData("RUT 12.006.613-7", "cl_rut")]
    [InlineData("CUIT 20-99170657-8", "ar_cuit")]
    [InlineData("her code is 131052-308T", "fi_hetu")]
    [InlineData("NRIC S1234567D", "sg_nric")]
    [InlineData("PPS number 1234567T", "ie_pps")]
    [InlineData("resident registration 800101-6521296", "kr_rrn")]
    [InlineData("NHS number 943 798 8579", "uk_nhs")]
    [InlineData("isikukood 36929490540", "lt_asmens_kodas")]
    [InlineData("Sozialversicherungsnummer 1520 349307", "at_svnr")]
    [InlineData("passport number K4471902", "passport")]
    [InlineData("driver's license D0417723891", "driving_licence")]
    [InlineData("geboren am 12.03.1981 in Graz", "date_of_birth")]
    [InlineData("date of birth: 4 July 1976", "date_of_birth")]
    public void What_a_state_gives_a_person_is_known_by_its_check_digits_or_by_what_it_is_called(string text, string type)
    {
        Assert.Contains(type, Types(text));
    }

    [Theory]
    [InlineData("CNPJ 11.222.333/1956-84")]
    [InlineData("811218-1841")]
    [InlineData("fødselsnummer: 01028000127")]
    [InlineData("build 36929490540 of 2024-03-12")]
    [InlineData("NRIC S1234567E")]
    [InlineData("PPS number 1234567A")]
    [InlineData("released on 12.03.1981, see table 4 July 1976")]
    [InlineData("error code E4471902 in module K4471902")]
    public void A_number_whose_check_digit_is_wrong_or_that_nobody_names_is_no_identity(string text)
    {
        Assert.Empty(Types(text));
    }

    [Theory]
    [InlineData("ring me on 0664 123 45 67", "0664 123 45 67")]
    [InlineData("my number is 2127365000", "2127365000")]
    [InlineData("Ruf an: (08) 9041 5678", "(08) 9041 5678")]
    [InlineData("joindre au 01.42.68.53.09", "01.42.68.53.09")]
    [InlineData("his mobile is 079 7423 4232.", "079 7423 4232")]
    [InlineData("+44 20 7946 0958 is the desk", "+44 20 7946 0958")]
    [InlineData("0049 30 901820", "0049 30 901820")]
    public void A_telephone_number_is_known_in_the_way_its_country_writes_it(string text, string number)
    {
        Assert.Contains(number, Found(text, "phone"));
    }

    [Theory]
    [InlineData("telegram token 1234567890")]
    [InlineData("\"System.Text.Encoding.Extensions\": \"(,4.3.32767]\"")]
    [InlineData("the method was called with 1700000000123")]
    [InlineData("Copyright (c) 1997-2003, pages 241-248 (1971)")]
    [InlineData("0.0519051424731, 0.05282702120282")]
    [InlineData("Boston, MA 02110-1301")]
    [InlineData("ISBN 978-3-16-148410-0")]
    [InlineData("int32 -2147483648 +2147483392 0")]
    [InlineData("4438 673 4459 0.000 000 0033 12")]
    [InlineData("2026-11-20 13:35:36 and 20.11.2026")]
    public void Digits_that_only_look_like_a_telephone_number_are_left_alone(string text)
    {
        Assert.DoesNotContain("phone", Types(text));
    }

    [Theory]
    [InlineData("I live at 14 Something Nova, Porto Alegre", "14 Something Nova, Porto Alegre")]
    [InlineData("Nad Vodou 1290, 148 00 Praha", "Nad Vodou 1290, 148 00 Praha")]
    [InlineData("Skolegyden 74", "Skolegyden 74")]
    [InlineData("Calle Mayor 12, 28013 Madrid", "Calle Mayor 12, 28013 Madrid")]
    [InlineData("C/ Canarias 31", "C/ Canarias 31")]
    [InlineData("Kossuth utca 5", "Kossuth utca 5")]
    [InlineData("7 Higher Mead\nTruro\nTR1 2AB", "7 Higher Mead\nTruro\nTR1 2AB")]
    public void A_street_without_a_word_for_it_is_known_by_the_town_behind_it_or_by_what_announces_it(string text, string address)
    {
        Assert.Contains(address, Found(text, "street_address"));
    }

    [Theory]
    [InlineData("see Section 12, Table 2019 and Python 3")]
    [InlineData("OAuth 1.0, RFC 5849 and Java 17, Kotlin 2")]
    [InlineData("Spectral Clustering, 2007")]
    [InlineData("ticks since January 1, 1601. This is why")]
    [InlineData("we bought 12 Red Apples, Bananas too")]
    public void Capitals_and_numbers_alone_are_no_address(string text)
    {
        Assert.DoesNotContain("street_address", Types(text));
    }

    [Theory]
    [InlineData("Yesterday I met Ifeoma Nwachukwu at the station.", "Ifeoma Nwachukwu")]
    [InlineData("The invoice goes to Björn Åkesson.", "Björn Åkesson")]
    [InlineData("Zdeňka Procházková has not answered yet.", "Zdeňka Procházková")]
    [InlineData("Please add Haruki Yamashita to the list", "Haruki Yamashita")]
    [InlineData("lunch with Guðrún Jónsdóttir on Monday", "Guðrún Jónsdóttir")]
    public void A_name_needs_no_introduction_when_its_words_are_names(string text, string name)
    {
        Assert.Contains(name, Found(text, "person"));
    }

    [Theory]
    [InlineData("Will this work? May I ask why? Mark it as done.")]
    [InlineData("We moved from Google Cloud to Amazon Web Services in New York.")]
    [InlineData("The Fourier Transform and the Kalman Filter are explained in Chapter Two.")]
    [InlineData("public sealed class OrderService : BaseService, IDisposable { Task Run(); }")]
    [InlineData("Getting Started with Azure Functions and Visual Studio Code")]
    [InlineData("Internal Server Error, Bad Request, Too Many Requests")]
    public void Capitalised_words_that_are_no_names_are_left_alone(string text)
    {
        Assert.DoesNotContain("person", Types(text));
    }

    [Theory]
    [InlineData("Адрес доставки: ул. Садовая, д. 14, кв. 9", "street_address", "ул. Садовая, д. 14, кв. 9")]
    [InlineData("送货地址：杭州市西湖区文三路199号", "street_address", "杭州市西湖区文三路199号")]
    [InlineData("住所：東京都渋谷区神南1丁目19番11号", "street_address", "東京都渋谷区神南1丁目19番11号")]
    [InlineData("배송지 테헤란로 152 입니다", "street_address", "테헤란로 152")]
    [InlineData("Письмо для Алексея Смирнова готово", "person", "Алексея Смирнова")]
    [InlineData("договор с Ивановой Марией Петровной", "person", "Ивановой Марией Петровной")]
    [InlineData("联系人：王晓明，电话稍后给你", "person", "王晓明")]
    [InlineData("担当は田中健一さんです", "person", "田中健一")]
    [InlineData("담당자: 김민수", "person", "김민수")]
    public void Names_and_addresses_are_known_in_other_scripts(string text, string type, string value) => Assert.Equal([value], Found(text, type));

    [Theory]
    [InlineData("hi, my name is svetlana and i lost my card", "person", "svetlana")]
    [InlineData("please cancel the order of fernando fernandez", "person", "fernando fernandez")]
    [InlineData("can you send it to 12 willow lane instead", "street_address", "12 willow lane")]
    public void Names_and_addresses_are_known_without_capitals(string text, string type, string value) => Assert.Equal([value], Found(text, type));

    [Theory]
    [InlineData("run the build, mark it as done and grant access to the role")]
    [InlineData("the art of the will: may i ask for the lane width of 12 pixels")]
    [InlineData("修复登录页面的错误，并更新第12号文档")]
    [InlineData("Исправь ошибку в файле и обнови Главную страницу")]
    public void Ordinary_messages_without_capitals_or_in_other_scripts_name_nobody(string text) => Assert.Empty(Types(text));

    [Theory]
    [InlineData("The alarm at Smedjegatan 12 went off twice.", "Smedjegatan 12")]
    [InlineData("The boiler at Brattkleiva 3 is broken.", "Brattkleiva 3")]
    [InlineData("Send a plumber to Nádražní 14 today.", "Nádražní 14")]
    [InlineData("Gravers Plads 2 needs a new boiler", "Gravers Plads 2")]
    [InlineData("Lakcím: Petőfi Sándor u. 31", "Petőfi Sándor u. 31")]
    [InlineData("Adres: ul. Słoneczna 14/3", "Słoneczna 14/3")]
    [InlineData("Teslimat: Menekşe Sokak No: 8", "Menekşe Sokak No: 8")]
    public void A_street_is_known_by_its_letters_and_by_the_words_its_country_uses(string text, string address) => Assert.Equal([address], Found(text, "street_address"));

    private static List<string> Types(string text)
    {
        var found = new List<Finding>();
        PersonalScanner.Scan(text, found, networkAddresses: false);
        return [.. found.Select(f => f.Type)];
    }

    private static List<string> Found(string text, string type)
    {
        var found = new List<Finding>();
        PersonalScanner.Scan(text, found, networkAddresses: false);
        return [.. found.Where(f => f.Type == type).Select(f => text[f.Start..f.End])];
    }
}
