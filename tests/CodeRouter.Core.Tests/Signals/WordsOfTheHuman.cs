using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;
using static CodeRouter.Core.Tests.Signals.Reading;

namespace CodeRouter.Core.Tests.Signals;

public sealed class WordsOfTheHuman
{
    [Theory]
    [InlineData("refactor the class", true)]
    [InlineData("Class!", true)]
    [InlineData("classification", false)]
    [InlineData("subclass", false)]
    [InlineData("my_class", false)]
    [InlineData("请看class这个", true)]
    [InlineData("", false)]
    public void Keywords_are_whole_words(string text, bool matches) =>
        Assert.Equal(matches, Matches("keyword", "k", text, Map(("keywords", List("class")))));

    [Fact]
    public void A_word_after_a_false_start_is_still_found() =>
        Assert.True(Matches("keyword", "k", "classification of a class", Map(("keywords", List("class", "classic")))));

    [Fact]
    public void Case_counts_only_when_asked()
    {
        var options = Map(("keywords", List("TODO")), ("case_sensitive", Scalar("true")));
        Assert.False(Matches("keyword", "k", "todo", options));
        Assert.True(Matches("keyword", "k", "a TODO", options));
    }

    [Theory]
    [InlineData("refactr this", true)]
    [InlineData("rafactor it", true)]
    [InlineData("factory", false)]
    public void Fuzzy_words_forgive_misspellings(string text, bool matches) =>
        Assert.Equal(matches, Matches("keyword", "k", text, Map(("keywords", List("refactor")), ("fuzzy_match", Scalar("true")))));

    [Fact]
    public void Patterns_match_as_patterns() =>
        Assert.True(Matches("keyword", "k", "fix JIRA-123", Map(("keywords", List("[A-Z]+-\\d+")), ("method", Scalar("regex")))));

    [Fact]
    public void Sample_phrases_match_what_is_near_them()
    {
        var options = Map(("threshold", Scalar("0.6")), ("candidates", List("write unit tests", "add test coverage")));
        Assert.True(Matches("embedding", "tests", "could you write some unit tests for the parser?", options));
        Assert.False(Matches("embedding", "tests", "rename the database column", options));
    }

    [Theory]
    [InlineData("hard", "design a distributed consensus protocol", true)]
    [InlineData("easy", "fix a typo", true)]
    [InlineData("easy", "design a distributed consensus protocol", false)]
    public void Complexity_leans_to_the_nearer_samples(string level, string text, bool matches)
    {
        var options = Map(
            ("hard", Map(("candidates", List("design a distributed protocol", "prove correctness")))),
            ("easy", Map(("candidates", List("fix a typo", "rename a variable")))));
        Assert.Equal(matches, Matches("complexity", $"c:{level}", text, options));
    }

    [Fact]
    public void Without_samples_complexity_is_the_steps_difficulty()
    {
        Assert.True(Read("complexity", "hard", Turn(Phase.Plan, difficulty: 5)).Matched);
        Assert.True(Read("complexity", "medium", Turn(Phase.Plan, difficulty: 3)).Matched);
        Assert.True(Read("complexity", "easy", Turn(Phase.Plan, difficulty: 1)).Matched);
    }

    [Theory]
    [InlineData("en", "why is the test not passing?")]
    [InlineData("de", "warum ist der Test nicht grün? Bitte reparieren")]
    [InlineData("fr", "pourquoi est-ce que le test ne passe pas dans la CI")]
    [InlineData("es", "por qué no pasa la prueba con este cambio")]
    [InlineData("zh", "请修复这个测试")]
    [InlineData("ja", "このテストを直してください")]
    [InlineData("ko", "이 테스트를 고쳐 주세요")]
    [InlineData("ru", "почини этот тест")]
    public void Languages_are_told_apart(string code, string text)
    {
        Assert.True(Matches("language", code, text));
        Assert.False(Matches("language", code == "en" ? "de" : "en", text));
    }

    [Theory]
    [InlineData("math", "prove the theorem by induction")]
    [InlineData("computer science", "the python function has a bug in the sql query")]
    [InlineData("law", "is this contract clause a liability under gdpr")]
    [InlineData("other", "good morning")]
    public void Subjects_are_told_by_their_words(string subject, string text) =>
        Assert.True(Matches("domain", "d", text, Map(("mmlu_categories", List(subject)))));

    [Fact]
    public void Structure_is_counted()
    {
        Assert.True(Matches("structure", "questions", "what? why?"));
        Assert.True(Matches("structure", "s", "one two three", Map(("feature", Scalar("words")), ("predicate", Map(("gte", Scalar("3")))))));
        Assert.False(Matches("structure", "s", "one two", Map(("feature", Scalar("words")), ("predicate", Map(("gte", Scalar("3")))))));
        var todo = Map(("feature", Map(("type", Scalar("count")), ("source", Map(("type", Scalar("regex")), ("pattern", Scalar("\\d+")))))), ("predicate", Map(("gt", Scalar("1")))));
        Assert.True(Matches("structure", "s", "1 and 2", todo));
        Assert.False(Matches("structure", "s", "1 and b", todo));
    }

    [Theory]
    [InlineData("wrong_answer", "still failing, look again")]
    [InlineData("satisfied", "thanks, that works")]
    [InlineData("want_different", "try another approach please")]
    [InlineData("need_clarification", "what do you mean by shard?")]
    public void Feedback_is_read_from_the_opening(string kind, string text) => Assert.True(Matches("user_feedback", kind, text));

    [Theory]
    [InlineData("still overlaps on the phone")]
    [InlineData("it's still the same as before")]
    [InlineData("Still nothing.")]
    [InlineData("doesn't work")]
    [InlineData("no, wrong file")]
    [InlineData("nope, same problem")]
    [InlineData("not what I meant")]
    [InlineData("no, I meant the other button")]
    [InlineData("hmm it now crashes on start")]
    [InlineData("das war der falsche Button")]
    [InlineData("ne, so nicht")]
    [InlineData("你理解错了")]
    [InlineData("nein, das ist falsch")]
    [InlineData("Leider geht es immer noch nicht")]
    [InlineData("das funktioniert nicht")]
    [InlineData("falsch.")]
    [InlineData("non, ça ne marche pas")]
    [InlineData("sigue igual")]
    [InlineData("não funcionou")]
    [InlineData("no, non funziona")]
    [InlineData("нет, не работает")]
    [InlineData("не помогло")]
    [InlineData("nadal to samo")]
    [InlineData("hâlâ aynı")]
    [InlineData("不对，你改错文件了")]
    [InlineData("不行")]
    [InlineData("还是没变")]
    [InlineData("違います")]
    [InlineData("아직도 안 돼요")]
    public void A_complaint_is_heard_where_it_opens_the_message(string text) => Assert.True(UserFeedbackSignal.SaysItFailed(text));

    [Theory]
    [InlineData("super, danke, jetzt geht es!")]
    [InlineData("passt")]
    [InlineData("可以了，谢谢")]
    [InlineData("parfait, ça marche")]
    [InlineData("perfecto, gracias")]
    [InlineData("отлично, заработало")]
    [InlineData("ありがとう、動きました")]
    [InlineData("ok, it works")]
    [InlineData("Great! Now rename it")]
    public void Praise_is_heard_in_the_languages_developers_write(string text) => Assert.Equal("satisfied", UserFeedbackSignal.Of(text));

    [Theory]
    [InlineData("explain how it works")]
    [InlineData("it works on my machine")]
    [InlineData("works, but only once")]
    [InlineData("geht das auch mit Postgres?")]
    [InlineData("great circle distance is off by one")]
    [InlineData("say thank you to the customer in the mail")]
    public void What_only_sounds_like_praise_is_none(string text) => Assert.Null(UserFeedbackSignal.Of(text));

    [Theory]
    [InlineData("The login doesn't work on Safari")]
    [InlineData("still need a test for the empty cart")]
    [InlineData("still to do: the docs")]
    [InlineData("no")]
    [InlineData("now add a test")]
    [InlineData("so nicht weiter schlimm, nimm den zweiten Weg")]
    [InlineData("same thing for the other file")]
    [InlineData("not right now, first the docs")]
    [InlineData("wrong total on the invoice page")]
    [InlineData("no change to the schema please")]
    [InlineData("还是用 Postgres 吧")]
    [InlineData("mal sehen, was der Test sagt")]
    [InlineData("то же самое для второго файла")]
    [InlineData("No, use a dictionary")]
    [InlineData("fix the incorrect rounding")]
    [InlineData("Why is the build wrong when offline?")]
    public void A_bug_report_is_not_a_verdict_on_the_last_answer(string text) => Assert.False(UserFeedbackSignal.SaysItFailed(text));

    [Fact]
    public void Asking_again_is_noticed()
    {
        var step = Turn(Phase.Debug, "why does the login test fail on the second run");
        Assert.True(Read("reask", "again", step, before: "Why does the login test fail on the second run?").Matched);
        Assert.False(Read("reask", "again", step, before: "add a dark mode to the settings page").Matched);
        Assert.False(Read("reask", "again", step).Matched);
    }
}
