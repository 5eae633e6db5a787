using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Hosts.Planning;

/// <summary>What is said of a kind of task, to people and to agents.</summary>
/// <param name="Title">What is done, in a few words.</param>
/// <param name="Scope">The prompt's part: what to do, and what to leave.</param>
/// <param name="Done">How one sees that it is done.</param>
/// <param name="Why">Why that class of model.</param>
public sealed record TaskWords(string Title, CapabilityClass Class, Phase Phase, int Order, string Scope, string Done, string Why)
{
    private static readonly TaskWords[] All =
    [
        new("Plan the structure", CapabilityClass.DeepReasoning, Phase.Plan, 1,
            "Write a short plan: the parts, the data, the order of work, what could go wrong. Do not write code yet.",
            "A plan stands in the conversation, every part has a place in it, and open questions are named.",
            "a wrong plan is paid for in every later step, so the strongest reasoning comes first"),
        new("Understand what is there", CapabilityClass.DeepReasoning, Phase.Explain, 2,
            "Read the code this is about and say how it works and where the answer lies. Change nothing.",
            "The findings name files and functions, and nothing was changed.",
            "finding out how things hang together takes reasoning rather than typing"),
        new("Write the code", CapabilityClass.Coding, Phase.Implement, 3,
            "Make the change in the code. Leave tests and documents for later.",
            "It builds and starts, and the behaviour asked for is there.",
            "everyday code is what a good coding model does well; the dearest one is not needed for it"),
        new("Write and run the tests", CapabilityClass.Coding, Phase.Test, 5,
            "Write tests for the behaviour asked for and run them. Change other code only where a test shows a fault.",
            "The whole test suite passes, and a new test fails when its behaviour is broken.",
            "tests are code, and running them says whether they are right"),
        new("Clean up the code", CapabilityClass.Coding, Phase.Refactor, 4,
            "Restructure without changing behaviour. Add no feature.",
            "The tests pass unchanged and the diff contains no new behaviour.",
            "moving code safely is a coding model's work, with the tests as judge"),
        new("Write the documents", CapabilityClass.Balanced, Phase.Document, 6,
            "Describe what is there now for its readers. Change no code.",
            "Every command and name in the text exists, and somebody new could follow it.",
            "clear prose about finished work needs a middling model only"),
        new("Tidy up the format", CapabilityClass.Fast, Phase.SmallEdit, 7,
            "Formatting, names and typos only.",
            "The formatter or linter has nothing left to say and no behaviour changed.",
            "small mechanical edits are as good from the cheapest model"),
        new("Review the result", CapabilityClass.DeepReasoning, Phase.Review, 8,
            "Read the whole change with fresh eyes: faults, missing cases, security. List findings; change nothing.",
            "Each finding has a file, a line and a reason, or it is said that there are none.",
            "what a review overlooks is found by users"),
    ];

    // Tests that come before the code they are for, and that code.
    private static readonly TaskWords TestsBeforeCode = All[3] with
    {
        Title = "Write the tests first",
        Scope = "Write tests for the behaviour asked for and run them: they fail, because what they ask for is not there yet. Leave the code itself for later.",
        Done = "The new tests run and fail for want of the behaviour asked for; all others pass.",
        AwaitsCode = true,
    };

    private static readonly TaskWords CodeAfterTests = All[2] with
    {
        Scope = "Make the change in the code until the tests that were written for it pass. Change such a test only where it is wrong, and say so. Leave documents for later.",
        Done = "The whole test suite passes, the tests that were written first among it.",
    };

    private static readonly TaskType[] Types = [TaskType.Planning, TaskType.Analysis, TaskType.Coding, TaskType.Testing, TaskType.Refactor, TaskType.Documentation, TaskType.Formatting, TaskType.Review];

    /// <summary>Done before what makes it pass is there: a check that runs all tests cannot judge it.</summary>
    public bool AwaitsCode { get; private init; }

    public static TaskWords Of(TaskType type) => All[Array.IndexOf(Types, type)];

    /// <summary>The same of a task among others.</summary>
    /// <param name="testsFirst">Its tests are written before its code.</param>
    public static TaskWords Of(TaskType type, bool testsFirst) => (type, testsFirst) switch
    {
        (TaskType.Testing, true) => TestsBeforeCode,
        (TaskType.Coding, true) => CodeAfterTests,
        _ => Of(type),
    };
}

public static class CapabilityClassNames
{
    public static string Name(this CapabilityClass capability) => capability switch
    {
        CapabilityClass.DeepReasoning => "deep_reasoning",
        CapabilityClass.Coding => "coding",
        CapabilityClass.Balanced => "balanced",
        CapabilityClass.Fast => "fast",
        _ => throw new ArgumentOutOfRangeException(nameof(capability), capability, "not a capability class"),
    };

    /// <summary>For people who never chose a model.</summary>
    public static string Plain(this CapabilityClass capability) => capability switch
    {
        CapabilityClass.DeepReasoning => "a strong thinker",
        CapabilityClass.Coding => "a good coder",
        CapabilityClass.Balanced => "an all-rounder",
        _ => "a fast, cheap one",
    };
}
