using System.Globalization;

namespace CodeRouter.Cache;

/// <summary>The questions of one tenant under one scope, in each space that they have vectors in. Used under its owner's lock.</summary>
internal sealed class QuestionShelf
{
    private readonly Dictionary<string, Space> _spaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AskedQuestion> _byKey = new(StringComparer.Ordinal);

    public int Count => _byKey.Count;

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
        Put(question, AlikeQuestions.BuiltIn, GramEmbedder.Of(question.Gist));
        if (question.Vector.Length > 0)
        {
            Put(question, NameOf(question.Space, question.Vector), question.Vector);
        }
    }

    public void Take(AskedQuestion question)
    {
        _byKey.Remove(question.Key);
        foreach (var (name, space) in _spaces.ToArray())
        {
            if (!space.Ids.Remove(question.Key, out int id))
            {
                continue;
            }

            space.Questions[id] = null;
            space.Index.Remove(id);
            if (space.Index.Gone > 64 && space.Index.Gone > space.Index.Count / 2)
            {
                // More gaps than questions: made anew of what is left.
                _spaces.Remove(name);
                foreach (var left in space.Questions.OfType<AskedQuestion>())
                {
                    Put(left, name, name == AlikeQuestions.BuiltIn ? GramEmbedder.Of(left.Gist) : left.Vector);
                }
            }
        }
    }

    /// <summary>
    /// The nearest that asks the very same and is near enough; null where there is none. What has no vector to compare, because its model was
    /// away when it was asked or spoke in other dimensions, is found in the built-in space.
    /// </summary>
    public AlikeQuestion? Find(string gist, string space, float[] vector, double least, DateTimeOffset now)
    {
        string name = NameOf(space, vector);
        var own = _spaces.GetValueOrDefault(name);
        if (own is not null && Find(own, gist, vector, least, now, null) is { } found)
        {
            return found with { Space = space };
        }

        return space != AlikeQuestions.BuiltIn && _spaces.TryGetValue(AlikeQuestions.BuiltIn, out var all) ? Find(all, gist, GramEmbedder.Of(gist), least, now, own) : null;
    }

    private static AlikeQuestion? Find(Space space, string gist, float[] vector, double least, DateTimeOffset now, Space? besides)
    {
        const int Looked = 10;
        foreach (var (id, near) in space.Index.Find(vector, Looked))
        {
            if (near >= least && space.Questions[id] is { } question && question.ExpiresAt > now && string.Equals(question.Gist, gist, StringComparison.Ordinal) && besides?.Ids.ContainsKey(question.Key) != true)
            {
                return new AlikeQuestion(question, near, AlikeQuestions.BuiltIn);
            }
        }

        return null;
    }

    // A model that was exchanged for another of the same name may speak in other dimensions.
    private static string NameOf(string space, float[] vector) => space == AlikeQuestions.BuiltIn ? space : string.Create(CultureInfo.InvariantCulture, $"{space}/{vector.Length}");

    private void Put(AskedQuestion question, string name, float[] vector)
    {
        if (!_spaces.TryGetValue(name, out var space))
        {
            space = _spaces[name] = new Space(new NearestIndex(vector.Length), [], new Dictionary<string, int>(StringComparer.Ordinal));
        }

        space.Ids[question.Key] = space.Index.Add(vector);
        space.Questions.Add(question);
    }

    private sealed record Space(NearestIndex Index, List<AskedQuestion?> Questions, Dictionary<string, int> Ids);
}
