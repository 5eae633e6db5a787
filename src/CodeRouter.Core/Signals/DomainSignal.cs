namespace CodeRouter.Core.Signals;

/// <summary>
/// <c>domain</c>: the subject of the text among fourteen, by words only (there is no model here). Matches by the signal's name or
/// one of its <c>mmlu_categories</c>; a subject needs no definition.
/// </summary>
public sealed class DomainSignal : ISignal
{
    private static readonly (string Name, WordMatch Words)[] Subjects =
    [
        ("computer science", Words("algorithm", "function", "class", "code", "compile", "database", "api", "bug", "test", "server", "python", "java", "javascript", "typescript", "rust", "sql", "thread", "refactor", "deploy", "docker", "regex", "pointer", "cache", "git", "endpoint", "query", "array", "async", "kubernetes")),
        ("math", Words("theorem", "prove", "proof", "integral", "derivative", "equation", "matrix", "algebra", "geometry", "probability", "induction", "polynomial", "prime", "eigenvalue", "calculus", "lemma", "converges", "vector space")),
        ("physics", Words("velocity", "momentum", "quantum", "relativity", "thermodynamics", "electron", "magnetic", "gravity", "photon", "wavelength", "entropy", "newton", "kinetic")),
        ("chemistry", Words("molecule", "reaction", "acid", "compound", "titration", "oxidation", "catalyst", "organic chemistry", "molar", "ion", "polymer", "enthalpy")),
        ("biology", Words("cell", "protein", "gene", "dna", "enzyme", "species", "evolution", "bacteria", "photosynthesis", "organism", "chromosome", "mitosis")),
        ("health", Words("patient", "symptom", "diagnosis", "disease", "treatment", "dose", "clinical", "surgery", "vaccine", "therapy", "medication")),
        ("law", Words("contract", "liability", "plaintiff", "statute", "court", "tort", "jurisdiction", "gdpr", "legal", "lawsuit", "copyright", "attorney")),
        ("economics", Words("inflation", "gdp", "monetary", "supply and demand", "elasticity", "fiscal", "macroeconomics", "interest rate", "unemployment")),
        ("business", Words("marketing", "revenue", "customer segment", "stakeholder", "strategy", "invoice", "sales", "profit", "startup", "pricing model")),
        ("history", Words("war", "empire", "century", "revolution", "treaty", "dynasty", "medieval", "colonial", "ancient")),
        ("philosophy", Words("ethics", "kant", "epistemology", "metaphysics", "moral", "utilitarianism", "plato", "existentialism", "free will")),
        ("psychology", Words("cognitive", "behavior therapy", "freud", "personality", "memory recall", "anxiety", "conditioning", "perception")),
        ("engineering", Words("circuit", "voltage", "torque", "beam", "resistor", "mechanical", "hydraulic", "fpga", "transistor", "load-bearing", "turbine")),
    ];

    public string Type => "domain";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        var wanted = new HashSet<string>(options?.Texts("mmlu_categories") ?? [], StringComparer.OrdinalIgnoreCase);
        if (wanted.Count == 0)
        {
            wanted.Add(name.Replace('_', ' '));
        }

        if (options is null && !wanted.Contains("other") && !Subjects.Any(s => wanted.Contains(s.Name)))
        {
            return null;
        }

        wanted = [.. wanted.Select(w => w.Replace('_', ' ').ToLowerInvariant())];
        return input =>
        {
            var (subject, share) = Of(input.Text);
            return wanted.Contains(subject) ? new SignalReading(true, share, share, subject) : SignalReading.Of(false, subject);
        };
    }

    /// <summary>The subject with most words in the text, and its share among all subject words found; "other" where none stands.</summary>
    public static (string Subject, double Share) Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, 2048)];
        string best = "other";
        int most = 0, all = 0;
        foreach (var (name, words) in Subjects)
        {
            int count = words.CountIn(text);
            all += count;
            if (count > most)
            {
                most = count;
                best = name;
            }
        }

        return (best, all == 0 ? 1 : most / (double)all);
    }

    private static WordMatch Words(params string[] words) => new(words, caseSensitive: false);
}
