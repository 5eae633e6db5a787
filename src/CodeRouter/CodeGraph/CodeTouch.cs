namespace CodeRouter.CodeGraph;

/// <summary>What a step shows of the code it works on. Paths as the agent wrote them.</summary>
/// <param name="Repository">The repository the client named: its folder or its name; null when it named none.</param>
/// <param name="Edits">Newest first.</param>
/// <param name="Paths">Read or edited, newest first.</param>
/// <param name="Text">What the human said: it may name files.</param>
public sealed record CodeTouch(string Session, string? Repository, IReadOnlyList<string> Edits, IReadOnlyList<string> Paths, string Text);

/// <summary>What that means for the change in progress.</summary>
/// <param name="Impact">0..1: of the most depended-on file it touches.</param>
/// <param name="Why">One plain clause.</param>
/// <param name="MultiFile">0..1: how likely it spans several files.</param>
/// <param name="CrossModule">Other modules depend on what it touches.</param>
public sealed record TouchReading(double Impact, string Why, double MultiFile, bool CrossModule);
