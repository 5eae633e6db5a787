using System.Text.RegularExpressions;
using CodeRouter.Core.Steps.Words;

namespace CodeRouter.Core.Tasks;

/// <summary>Whether a message wants its tests written before the code: "tests first", "write tests before you implement it", "TDD".</summary>
public static partial class TestsFirst
{
    public static bool Asked(string text)
    {
        string prose = Prose.Read(text).Text;
        return Told().IsMatch(prose) && !Refused().IsMatch(prose);
    }

    // Each line a way to say it; what stands between its words is bounded, so that two sentences are not read as one. Tests that are to run
    // before a commit or a release are no tests before the code.
    [GeneratedRegex(
        @"\btests?[ -]first\b|\btdd\b|\btest[ -]driven"
        + @"|\b(first|zuerst|erst|d'abord|primero|сначала),? (write|writing|add|adding|create|creating|make|do|cover|schreib|schreibe|écris|écrire|escribe|escribir|напиши|написать)( (it|with|the|a|an|some|new|failing|unit|integration|regression|die|den|les|des|las|los|unas))* (tests?\b|pruebas\b|тест)"
        + @"|\b(first|zuerst|erst|d'abord|primero|сначала),? (the |some |failing |unit |die |les |des |las |los )*(tests?|pruebas|тесты)(\s*[,.;:!]|\s+(then|and|before|dann|und|puis|et|luego|y|потом|затем)\b|\s*$)"
        + @"|\b(start|starting|begin|beginning|beginne|commence|empieza) (with|by writing|by adding|by|off with|mit|par|con|por)( (the|a|an|some|new|failing|unit|integration|den|die|les|des|las|los))* (tests?|pruebas)\b"
        + @"|\b(tests|pruebas) (zuerst|primero|d'abord)\b"
        + @"|\b(writ|add|creat|cover)\w*\b[^.;!?\n]{0,60}\btests?\b[^.;!?\n]{0,40}\bbefore (you |we |i |it |any |the |its |actually |starting |beginning |doing |to )*(code|coding|implement|writ|chang|fix|touch|refactor|build|add|modif|production|feature|function|class|parser|module)"
        + @"|\bbefore (you |we |i |actually |starting |any |the )*(code|coding|implement|writing the code|changing|fixing|touching|refactoring|building)\w*[^.;!?\n]{0,60}?\b(write|add|create|make)\b[^.;,!?\n]{0,30}\btests?\b"
        + @"|\b(after|once)( you| we| i)?( have|'ve)? (writ|add|creat|cover)\w* (it )?(with )?(the |some |new |failing |unit |its |of )*tests?\b"
        + @"|\btests?\b[^.;!?\n]{0,40}?[,;]? (and |und |et |y )?(then|after that|afterwards|dann|puis|luego|потом|затем) (you |we |do |go |on |and |to |the )*(implement|code|coding|make (it|them) (pass|green)|write the (code|implementation|function|feature|class)|implementiere|den code|le code|el código|реализ)"
        + @"|测试先行|测试驱动|先(写|编写|添加|加)[^。；！？\n]{0,8}测试|テスト(を)?先|テスト駆動",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(no|not|don't|dont|without|never|skip|instead of)( do| use| write| writing| need| the| any| practise| practice| apply)* (tdd|tests?[ -]first|test[ -]driven)|\b(run|running|fix|fixing|repair|mend|check|debug) (all |the |our |unit |integration |existing |flaky |failing |broken )*tests?[ -]first", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Refused();
}
