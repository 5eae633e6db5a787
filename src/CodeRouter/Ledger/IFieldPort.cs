namespace CodeRouter.Ledger;

/// <summary>
/// One way a record's fields go in or out: the journal's bytes, a statement's parameters, a row's columns. A port that writes gives back
/// what it was given; a port that reads gives back what it found.
/// </summary>
public interface IFieldPort
{
    static abstract bool Reads { get; }

    string? Text(string name, string? value);

    long? Whole(string name, long? value);

    double? Real(string name, double? value);
}
