namespace CodeRouter.Core.Findings.Secrets;

/// <summary>How a value comes to its name; what a plain word may be there depends on it.</summary>
internal enum Giving
{
    /// <summary>Bare, in what may be code: a name of something else as likely as a value.</summary>
    Bare,

    /// <summary>Between quotes.</summary>
    Quoted,

    /// <summary>What is no code: a whole line <c>NAME=value</c> or <c>name: value</c>, an option of a command, an element.</summary>
    Written,

    /// <summary>In a sentence: "the password is …".</summary>
    Said,
}
