using System.Globalization;

namespace CodeRouter.Cache;

/// <summary>The questions of one tenant under one scope, in each space that they have vectors in. Used under its owner's lock.</summary>
internal sealed class QuestionShelf
{
    private readonly Dictionary<string, QuestionSpace> _spaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AskedQuestion> _byKey = new(StringComparer.Ordinal);

    public int Count => _byKey.Count;

    public int Gaps => _spaces.Values.Sum(static s => s.Gaps);

    /// <summary>A space that another should take the place of; null where there is none.</summary>
    public QuestionSpace? Worn => _spaces.Values.FirstOrDefault(static s => s is { IsWorn: true, IsLeaving: false });

    public bool Holds(AskedQuestion question) => _byKey.TryGetValue(question.Key, out var known) && ReferenceEquals(known, question);

    /// <summary>The same one is here, or a newer one of its key.</summary>
    public bool Knows(AskedQuestion question) => _byKey.TryGetValue(question.Key, out var known) && known.At >= question.At;

    /// <summary>Puts one in place of an older one of its key.</summary>
    public void Put(AskedQuestion question)
    {
        if (_byKey.TryGetValue(question.Key, out var older))
        {
            Take(older);
        }

        _byKey[question.Key] = question;
        Space(AlikeQuestions.BuiltIn, GramEmbedder.Dimensions).Put(question);
        if (question.Vector.Length > 0)
        {
            Space(NameOf(question.Space, question.Vector), question.Vector.Length).Put(question);
        }
    }

    public void Take(AskedQuestion question)
    {
        _byKey.Remove(question.Key);
        foreach (var space in _spaces.Values)
        {
            space.Take(question.Key);
        }
    }

    /// <summary>One made of what a worn one held takes its place, with what came and went meanwhile.</summary>
    public void Replace(QuestionSpace worn, QuestionSpace made)
    {
        made.CatchUp(worn);
        _spaces[worn.Name] = made;
    }

    /// <summary>
    /// The nearest that asks the very same and is near enough; null where there is none. What has no vector to compare, because its model was
    /// away when it was asked or spoke in other dimensions, is found in the built-in space.
    /// </summary>
    public AlikeQuestion? Find(string gist, string space, float[] vector, double least, DateTimeOffset now)
    {
        var own = _spaces.GetValueOrDefault(NameOf(space, vector));
        if (own?.Find(gist, vector, least, now, null) is { } found)
        {
            return found with { Space = space };
        }

        return space != AlikeQuestions.BuiltIn && _spaces.TryGetValue(AlikeQuestions.BuiltIn, out var all) ? all.Find(gist, GramEmbedder.Of(gist), least, now, own) : null;
    }

    // A model that was exchanged for another of the same name may speak in other dimensions.
    private static string NameOf(string space, float[] vector) => space == AlikeQuestions.BuiltIn ? space : string.Create(CultureInfo.InvariantCulture, $"{space}/{vector.Length}");

    private QuestionSpace Space(string name, int dimensions) =>
        _spaces.TryGetValue(name, out var space) ? space : _spaces[name] = new QuestionSpace(name, dimensions);
}
