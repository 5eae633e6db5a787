namespace CodeRouter.Cache;

/// <summary>A kept question that asks what another one asks.</summary>
/// <param name="Similarity">Cosine of the two, in <paramref name="Space"/>.</param>
/// <param name="Space">Where they were found to be near.</param>
public sealed record AlikeQuestion(AskedQuestion Question, double Similarity, string Space);
