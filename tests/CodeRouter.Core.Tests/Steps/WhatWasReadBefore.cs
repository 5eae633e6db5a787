using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>Agents repeat their conversation with every request: what was read of it for the one before is not read again.</summary>
public sealed class WhatWasReadBefore
{
    private static readonly ReadLimits Limits = new(512, 2048);
    private static readonly IDialect Messages = BuiltInDialects.Of(WireFormat.AnthropicMessages);

    [Fact]
    public void A_message_that_comes_again_is_the_one_that_was_read_even_when_its_first_body_was_given_away()
    {
        byte[] body = Body("read once: " + Guid.NewGuid());
        byte[] again = [.. body];
        var first = HistoryMessages.Read(View(body), Messages, 0, Limits);
        Array.Fill(body, (byte)' ');

        Assert.Same(first, HistoryMessages.Read(View(again), Messages, 0, Limits));
    }

    [Fact]
    public void Another_byte_another_limit_or_another_format_makes_another_message()
    {
        string text = "told apart: " + Guid.NewGuid();
        var first = HistoryMessages.Read(View(Body(text)), Messages, 0, Limits);

        Assert.Equal(text + "!", HistoryMessages.Read(View(Body(text + "!")), Messages, 0, Limits).Parts[0].Text);
        Assert.Contains("left out", HistoryMessages.Read(View(Body(text)), Messages, 0, new ReadLimits(8, 8)).Parts[0].Text, StringComparison.Ordinal);
        Assert.NotSame(first, HistoryMessages.Read(View(Body(text)), BuiltInDialects.Of(WireFormat.OpenAIChat), 0, Limits));
    }

    [Fact]
    public void The_same_words_of_a_tool_say_something_else_where_they_are_flagged_as_an_error()
    {
        var use = TextSteps.Use("Edit", """{"file_path":"a.py"}""");
        string result = "the file is as it was, " + Guid.NewGuid();

        Assert.Equal(Outcome.Ok, RememberedFindings.Of(new Exchange(use, result, false)).Outcome);
        Assert.Equal(Outcome.EditFailed, RememberedFindings.Of(new Exchange(use, result, true)).Outcome);
        Assert.Equal(Outcome.Ok, RememberedFindings.Of(new Exchange(use, result, false)).Outcome);
    }

    [Fact]
    public void A_step_that_is_read_again_with_more_behind_it_finds_the_same_history()
    {
        string id = Guid.NewGuid().ToString("N");
        string failed = $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{id}}","content":"FAILED t.py::test_a\n3 failed, 1 passed in 0.1s {{id}}","is_error":true}]}""";
        string run = $$"""{"role":"assistant","content":[{"type":"tool_use","id":"{{id}}","name":"Bash","input":{"command":"pytest -q"} }]}""";
        string start = $$"""{"model":"m","messages":[{"role":"user","content":"make the tests pass"},{{run}},{{failed}}""";
        string next = run.Replace(id, id + "b", StringComparison.Ordinal) + "," + failed.Replace(id, id + "b", StringComparison.Ordinal).Replace("3 failed, 1 passed", "1 failed, 3 passed", StringComparison.Ordinal);

        for (int again = 0; again < 3; again++)
        {
            Assert.Equal(3, Assert.Single(Requests.Read(WireFormat.AnthropicMessages, start + "]}", "/v1/messages").Evidence.Runs).Failed);
            var step = Requests.Read(WireFormat.AnthropicMessages, start + "," + next + "]}", "/v1/messages");
            Assert.Equal((1, 3, -2), (step.Evidence.Runs[0].Failed, step.Evidence.EarlierRuns[0].Failed, step.Evidence.DeltaFailing));
        }
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{text}}"}]}""");

    private static RequestView View(byte[] body) => Requests.View(WireFormat.AnthropicMessages, body, "/v1/messages");
}
