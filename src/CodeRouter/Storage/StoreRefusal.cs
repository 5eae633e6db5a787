namespace CodeRouter.Storage;

/// <summary>A store that is left as it is, for a reason that only whoever runs the program can do something about.</summary>
/// <param name="what">The reason, without a full stop.</param>
/// <param name="remedy">What helps, as a sentence.</param>
public sealed class StoreRefusal(string what, string remedy, Exception? inner = null) : InvalidOperationException($"{what}. {remedy}", inner)
{
    public string What => what;

    public string Remedy => remedy;
}
