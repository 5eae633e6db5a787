namespace CodeRouter.Cache;

/// <summary>A question whose answer is kept, to be found by questions that ask the same in other words.</summary>
/// <param name="Tenant">Whose it is: nobody else's question ever meets it.</param>
/// <param name="Scope">Fingerprint of all it was asked under: model, rule, system, tools, parameters, the conversation before it.</param>
/// <param name="Key">Of its <see cref="CachedAnswer"/>.</param>
/// <param name="Gist">What it asks, in one spelling.</param>
/// <param name="Space">Where <paramref name="Vector"/> lives.</param>
/// <param name="Vector">Of length 1; empty in the built-in space, where it is made of the gist.</param>
public sealed record AskedQuestion(string Tenant, string Scope, string Key, string Gist, string Space, float[] Vector, DateTimeOffset At, DateTimeOffset ExpiresAt);
