namespace CodeRouter.Cache;

/// <summary>What a request asks.</summary>
/// <param name="Scope">Fingerprint of all it asks it under.</param>
/// <param name="Text">Its own words.</param>
/// <param name="Gist">What they ask, in one spelling.</param>
public sealed record Asked(string Scope, string Text, string Gist)
{
    /// <summary>Where <see cref="Vector"/> lives.</summary>
    public string Space { get; init; } = AlikeQuestions.BuiltIn;

    /// <summary>The direction of its text; empty until somebody asked for it.</summary>
    public float[] Vector { get; init; } = [];
}
