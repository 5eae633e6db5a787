namespace CodeRouter.Core.Signals;

/// <summary>
/// <c>domain</c>: the subject of the text among fourteen, by words only (there is no model here). Matches by the signal's name or
/// one of its <c>mmlu_categories</c>; a subject needs no definition.
/// </summary>
public sealed class DomainSignal : ISignal
{
    private static readonly (string Subject, string Words)[] Subjects =
    [
        ("computer science", "algorithm, function, class, code, compile, database, api, bug, test, server, python, java, javascript, typescript, rust, sql, thread, refactor, deploy, docker, regex, pointer, cache, git, endpoint, query, array, async, kubernetes"),
        ("math", "theorem, prove, proof, integral, derivative, equation, matrix, algebra, geometry, probability, induction, polynomial, prime, eigenvalue, calculus, lemma, converges, vector space"),
        ("physics", "velocity, momentum, quantum, relativity, thermodynamics, electron, magnetic, gravity, photon, wavelength, entropy, newton, kinetic"),
        ("chemistry", "molecule, reaction, acid, compound, titration, oxidation, catalyst, organic chemistry, molar, ion, polymer, enthalpy"),
        ("biology", "cell, protein, gene, dna, enzyme, species, evolution, bacteria, photosynthesis, organism, chromosome, mitosis"),
        ("health", "patient, symptom, diagnosis, disease, treatment, dose, clinical, surgery, vaccine, therapy, medication"),
        ("law", "contract, liability, plaintiff, statute, court, tort, jurisdiction, gdpr, legal, lawsuit, copyright, attorney"),
        ("economics", "inflation, gdp, monetary, supply and demand, elasticity, fiscal, macroeconomics, interest rate, unemployment"),
        ("business", "marketing, revenue, customer segment, stakeholder, strategy, invoice, sales, profit, startup, pricing model"),
        ("history", "war, empire, century, revolution, treaty, dynasty, medieval, colonial, ancient"),
        ("philosophy", "ethics, kant, epistemology, metaphysics, moral, utilitarianism, plato, existentialism, free will"),
        ("psychology", "cognitive, behavior therapy, freud, personality, memory recall, anxiety, conditioning, perception"),
        ("engineering", "circuit, voltage, torque, beam, resistor, mechanical, hydraulic, fpga, transistor, load-bearing, turbine"),
    ];

    private static readonly WordVotes Votes = new(Subjects);

    public string Type => "domain";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        var wanted = new HashSet<string>(options?.Texts("mmlu_categories") ?? [], StringComparer.OrdinalIgnoreCase);
        if (wanted.Count == 0)
        {
            wanted.Add(name.Replace('_', ' '));
        }

        if (options is null && !wanted.Contains("other") && !Subjects.Any(s => wanted.Contains(s.Subject)))
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
    public static (string Subject, double Share) Of(ReadOnlySpan<char> text) => Votes.Winner(text[..Math.Min(text.Length, 2048)]) ?? ("other", 1);
}
