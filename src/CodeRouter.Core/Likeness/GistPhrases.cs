namespace CodeRouter.Core.Likeness;

/// <summary>Ways to begin a question that ask the same thing, and ways to be polite about it. Written without articles.</summary>
internal static class GistPhrases
{
    /// <summary>May stand before anything.</summary>
    public static readonly string[][] Polite = Cut(
        "i would like to know", "i want to know", "i need to know", "i would like to understand", "i want to understand", "i wonder", "i am wondering", "do you know", "tell me", "let me know", "i want you to", "i would like you to", "i need you to",
        "i have question", "i have quick question", "quick question", "could you tell me", "can you tell me", "would you tell me", "help me to", "help me", "thank you", "go ahead and");

    /// <summary>Asking whether somebody can say or write something asks for it. Elsewhere it may ask for what is possible.</summary>
    public static readonly string[][] Requests = Cut("can you", "could you", "would you", "will you", "would you mind", "are you able to");

    public static readonly HashSet<string> Sayings = new(StringComparer.Ordinal)
    {
        "explain", "show", "describe", "write", "give", "list", "help", "generate", "summarize", "summarise", "suggest", "provide", "define", "translate", "compare", "name",
    };

    /// <summary>Longest first, so that the whole beginning counts.</summary>
    public static readonly (string[] Words, string Intent)[] Intents =
    [
        .. new (string Intent, string[] Phrases)[]
        {
            ("how", ["how do i", "how do you", "how do we", "how does one", "how can i", "how can you", "how can we", "how can one", "how could i", "how could one", "how would i", "how would you", "how would one", "how would we", "how to", "how should i", "how should we", "how should one", "what is way to", "what would be way to", "what are steps to", "show me how to", "show how to", "explain how to", "explain to me how to", "describe how to", "teach me how to", "give me way to", "what do i need to do to", "what do i have to do to", "show me how i can", "explain how i can", "how i can", "how i could", "how one can", "how you can"]),
            ("best", ["what is best way to", "what is recommended way to", "how do i best", "how best to", "what would be best way to", "what is preferred way to"]),
            ("possible", ["is it possible to", "is there way to", "can i", "can we", "can one", "could i", "am i able to"]),
            ("why", ["why does", "why do", "why is", "why are", "why", "what is reason that", "what is reason why", "what is reason", "explain why", "explain to me why", "explain reason why", "how come"]),
            ("difference", ["what is difference between", "what are differences between", "difference between", "differences between", "explain difference between", "explain differences between", "explain to me difference between", "describe difference between", "what difference is there between", "how is difference between"]),
            ("when-use", ["when should i use", "when should one use", "when should you use", "when should we use", "when to use", "when do i use", "when do you use", "when would i use", "when would you use", "when would one use"]),
            ("what", ["what is", "what are", "what is meant by", "what do you mean by", "define", "what is definition of", "what is meaning of", "give me definition of", "give definition of"]),
            ("explain", ["explain", "explain to me", "explain me", "describe", "describe to me", "give me explanation of", "give explanation of", "give me description of"]),
            ("show", ["show me", "show", "give me", "give", "provide", "provide me with"]),
            ("list", ["list", "list me", "give me list of", "show me list of", "show list of"]),
            ("should", ["should i", "should we", "should one", "should you"]),
        }.SelectMany(static group => group.Phrases.Select(p => (p.Split(' '), group.Intent))).OrderByDescending(static p => p.Item1.Length),
    ];

    private static string[][] Cut(params string[] phrases) => [.. phrases.Select(static p => p.Split(' ')).OrderByDescending(static p => p.Length)];
}
