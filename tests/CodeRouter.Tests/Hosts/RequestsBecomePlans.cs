using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>A mixed prompt is a workflow: its tasks, their order, the class of model each wants, and the truth about who can switch.</summary>
public sealed class RequestsBecomePlans
{
    private const string Tracker = "Build me a simple expense tracker with authentication, add tests, and write a README.";

    [Theory]
    [InlineData(Tracker, "planning:deep_reasoning coding:coding testing:coding documentation:balanced", "security")]
    [InlineData("Plan this feature, implement it, add tests, and write docs", "planning:deep_reasoning coding:coding testing:coding documentation:balanced", "")]
    [InlineData("Plan this feature, implement it, add tests, write docs, and review the result.", "planning:deep_reasoning coding:coding testing:coding documentation:balanced review:deep_reasoning", "")]
    [InlineData("Build a todo app with login, add tests and write docs", "planning:deep_reasoning coding:coding testing:coding documentation:balanced", "security")]
    [InlineData("Fix the login bug and add a regression test", "coding:coding testing:coding", "security")]
    [InlineData("review the code, then fix the problems", "review:deep_reasoning coding:coding", "")]
    [InlineData("fix the typo in the README", "formatting:fast", "")]
    public void Tasks_come_in_the_order_they_are_done_each_with_its_class(string text, string tasks, string risk)
    {
        var plan = Plan(text, "claude_code");
        Assert.Equal(tasks, string.Join(' ', plan.Tasks.Select(static t => $"{t.Type.ToString().ToLowerInvariant()}:{t.Class.Name()}")));
        Assert.Equal(risk, string.Join(' ', plan.Risk));
        Assert.All(plan.Tasks, t => Assert.All(t.Dependencies, d => Assert.Contains(plan.Tasks.TakeWhile(before => before != t), b => b.Id == d)));
    }

    [Theory]
    [InlineData("write the tests first, then implement the parser")]
    [InlineData("Implement a CSV parser in csv.py, tests first")]
    [InlineData("Add a login page. Write tests before the code.")]
    [InlineData("First write failing tests for the parser, then make them pass by implementing it")]
    [InlineData("implement the parser, but write tests first")]
    [InlineData("Add rate limiting to the API; start with the tests")]
    [InlineData("use TDD to add a date parser")]
    [InlineData("Before implementing the feature, write tests for it")]
    [InlineData("implement it after writing the tests")]
    [InlineData("fix the login bug test-first")]
    [InlineData("Schreibe zuerst die Tests, dann implementiere den Parser")]
    public void Tests_come_before_the_code_where_the_text_wants_them_first(string text)
    {
        var tasks = Plan(text, "claude_code").Tasks;
        Assert.Equal(["testing_1 <-", "coding_2 <- testing_1"], tasks.Select(static t => $"{t.Id} <- {string.Join(',', t.Dependencies)}".TrimEnd()));
        Assert.Contains("they fail", tasks[0].Words.Scope, StringComparison.Ordinal);
        Assert.Contains("tests that were written", tasks[1].Words.Scope, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add a parser and test it")]
    [InlineData("Implement the cache, add tests before committing")]
    [InlineData("Implement the cache and add tests, then add the export")]
    [InlineData("Implement the parser with tests; no TDD please")]
    [InlineData("Fix the login bug, and write a test before you merge")]
    [InlineData("Implement the login and run the tests before you make a commit")]
    [InlineData("Implement the login. First, the tests in auth_test.py are flaky, so add new tests")]
    public void Tests_come_after_the_code_where_the_text_says_nothing_of_it(string text) =>
        Assert.Equal(["coding", "testing"], Plan(text, "claude_code").Tasks.Select(static t => t.Type.ToString().ToLowerInvariant()).Where(static t => t is "coding" or "testing"));

    [Fact]
    public void A_plan_still_comes_before_tests_that_come_first_and_documents_after_the_code()
    {
        var plan = Plan("Build a todo app test-first, with tests and a README", "claude_code");
        Assert.Equal(
            ["planning_1 <-", "testing_2 <- planning_1", "coding_3 <- planning_1,testing_2", "documentation_4 <- coding_3"],
            plan.Tasks.Select(static t => $"{t.Id} <- {string.Join(',', t.Dependencies.Order(StringComparer.Ordinal))}".TrimEnd()));
    }

    [Fact]
    public void Tests_wait_for_the_code_documents_for_the_code_and_a_review_for_all()
    {
        var plan = Plan("Plan this feature, implement it, add tests, write docs, and review the result.", "codex");
        Assert.Equal(
            ["planning_1 <-", "coding_2 <- planning_1", "testing_3 <- coding_2", "documentation_4 <- coding_2", "review_5 <- planning_1,coding_2,testing_3,documentation_4"],
            plan.Tasks.Select(static t => $"{t.Id} <- {string.Join(',', t.Dependencies)}".TrimEnd()));
    }

    [Theory]
    [InlineData("claude_code", "model_switch", "claude-")]
    [InlineData("codex", "model_switch", "gpt-")]
    [InlineData("gemini_cli", "model_switch", "gemini-")]
    [InlineData("cursor", "prompt_strategy", "")]
    [InlineData("none", "prompt_strategy", "")]
    public void The_host_decides_what_can_be_switched_and_every_model_has_a_price(string host, string switching, string models)
    {
        var plan = Plan(Tracker, host);
        Assert.Equal(switching, plan.Switching);
        Assert.All(plan.Tasks, t => Assert.StartsWith(models, t.Model, StringComparison.Ordinal));
        Assert.True(plan.CostUsd > 0);
        Assert.Equal(switching == "prompt_strategy", plan.Advice.Any(static a => a.Contains("by hand", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_models_of_every_host_have_a_price()
    {
        var catalog = ShippedCatalog.Load();
        Assert.All(KnownHosts.All.SelectMany(static h => (string[])[h.Models.DeepReasoning, h.Models.Coding, h.Models.Balanced, h.Models.Fast]), m => Assert.True(catalog.Find(m)?.Price.IsKnown, m));
    }

    [Fact]
    public void The_json_has_every_member_and_is_the_same_each_time()
    {
        string said = PlanText.Json(Plan(Tracker, "claude_code"));
        Assert.Equal(said, PlanText.Json(Plan(Tracker, "claude_code")));
        using var document = JsonDocument.Parse(said);
        string[] members = ["host", "switching", "tasks", "risk", "advice"], ofTask = ["id", "type", "title", "dependencies", "capability_class", "model", "phase", "difficulty", "confidence", "cost_usd", "reason"];
        Assert.All(members, m => Assert.True(document.RootElement.TryGetProperty(m, out _), m));
        Assert.All(document.RootElement.GetProperty("tasks").EnumerateArray(), t => Assert.All(ofTask, m => Assert.True(t.TryGetProperty(m, out _), m)));
    }

    [Fact]
    public void A_page_of_prompts_has_a_heading_a_prompt_and_a_done_check_for_each_task()
    {
        string page = PlanText.Markdown(Plan("Build an app that prints ```, add tests, and write a README.", "cursor"));
        Assert.Equal(4, page.Split("\n## ").Length - 1 - (page.Contains("## Advice", StringComparison.Ordinal) ? 1 : 0));
        Assert.Equal(4, page.Split("Done when: ").Length / 2);
        Assert.Contains("````text\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_words_name_no_class_unless_asked()
    {
        var (code, said, _) = Explain(Tracker, "claude_code", verbose: false);
        Assert.Equal(0, code);
        Assert.DoesNotContain("deep_reasoning", said, StringComparison.Ordinal);
        Assert.Contains("4 jobs", said, StringComparison.Ordinal);
        Assert.Contains("deep_reasoning", Explain(Tracker, "claude_code", verbose: true).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "codex")]
    [InlineData("  \n ", "codex")]
    [InlineData("add a page", "emacs")]
    public void No_text_and_an_unknown_host_are_bad_usage(string text, string host) => Assert.Equal(2, Explain(text, host, verbose: false).Code);

    private static WorkPlan Plan(string text, string host) => new WorkPlanner(ShippedCatalog.Load(), null).Plan(text, KnownHosts.Find(host)!);

    private static (int Code, string Said, string Errors) Explain(string text, string host, bool verbose)
    {
        using StringWriter said = new(), errors = new();
        int code = PlanVerb.Run(text, host, null, "text", verbose, said, errors);
        return (code, said.ToString(), errors.ToString());
    }
}
