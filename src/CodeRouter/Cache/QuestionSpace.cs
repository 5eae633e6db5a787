namespace CodeRouter.Cache;

/// <summary>
/// Questions and their vectors in one space. Used under its owner's lock, except that one may be made of what another holds beside it: an
/// index of a hundred thousand takes half a minute, and nobody is to wait for it.
/// </summary>
internal sealed class QuestionSpace(string name, int dimensions)
{
    private const int FewGaps = 64;

    private readonly NearestIndex _index = new(dimensions);
    private readonly List<AskedQuestion?> _questions = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Another is being made that takes its place.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>More gaps than questions: they lead the way of every search.</summary>
    public bool IsWorn => _index.Gone > FewGaps && _index.Gone > _index.Count / 2;

    /// <summary>Places that lead the way of searches and hold nothing.</summary>
    public int Gaps => _index.Gone;

    public IReadOnlyList<AskedQuestion> Held => [.. _questions.OfType<AskedQuestion>()];

    /// <summary>A new space of the same name with these.</summary>
    public QuestionSpace With(IReadOnlyList<AskedQuestion> held)
    {
        var space = new QuestionSpace(name, dimensions);
        foreach (var question in held)
        {
            space.Put(question);
        }

        return space;
    }

    /// <summary>Holds what another does, which has gone on meanwhile.</summary>
    public void CatchUp(QuestionSpace other)
    {
        foreach (string gone in _ids.Keys.Where(key => !other._ids.ContainsKey(key)).ToList())
        {
            Take(gone);
        }

        foreach (var (key, id) in other._ids)
        {
            if (!_ids.TryGetValue(key, out int own) || !ReferenceEquals(_questions[own], other._questions[id]))
            {
                Take(key);
                Put(other._questions[id]!);
            }
        }
    }

    public bool Knows(string key) => _ids.ContainsKey(key);

    public void Put(AskedQuestion question)
    {
        _ids[question.Key] = _index.Add(name == AlikeQuestions.BuiltIn ? GramEmbedder.Of(question.Gist) : question.Vector);
        _questions.Add(question);
    }

    public void Take(string key)
    {
        if (_ids.Remove(key, out int id))
        {
            _questions[id] = null;
            _index.Remove(id);
        }
    }

    /// <summary>The nearest of the same gist that is near enough; null where there is none.</summary>
    /// <param name="besides">What has a vector there is found there, or not at all.</param>
    public AlikeQuestion? Find(string gist, float[] vector, double least, DateTimeOffset now, QuestionSpace? besides)
    {
        const int Looked = 10;
        foreach (var (id, near) in _index.Find(vector, Looked))
        {
            if (near >= least && _questions[id] is { } question && question.ExpiresAt > now && string.Equals(question.Gist, gist, StringComparison.Ordinal) && besides?.Knows(question.Key) != true)
            {
                return new AlikeQuestion(question, near, AlikeQuestions.BuiltIn);
            }
        }

        return null;
    }
}
