using CodeRouter.Core.Models;

namespace CodeRouter.Cache;

/// <summary>Of the model that gave an answer, all that rules about data ask for.</summary>
/// <param name="IsLocal">It ran on this machine or network.</param>
public sealed record AnswererTags(Tier Tier, bool IsLocal, DataTags Data)
{
    public static AnswererTags Of(ModelCard model) => new(model.Tier, model.IsLocal, model.Data);

    /// <summary>A model as it was then.</summary>
    public ModelCard Then(ModelCard now) => now with { Tier = Tier, IsLocal = IsLocal, Data = Data };
}
