namespace CodeRouter.Core.Evidence;

/// <summary>
/// What exchanges of the history said when they were read for an earlier request. An exchange is known again by being made of the very call
/// and the very result of remembered messages; one that is not is read anew, and nothing a caller sees depends on which.
/// </summary>
internal static class RememberedFindings
{
    private const int Most = 1024;
    private static readonly Generations<SameObjects, Read> Known = new(Most);

    public static Finding Of(Exchange exchange)
    {
        if (exchange.Result is not { Length: > 0 } result)
        {
            return OutcomeReader.Read(exchange);
        }

        var key = new SameObjects(exchange.Use, result);
        if (!Known.TryGet(key, out var read) || read.IsError != exchange.IsError)
        {
            read = new Read(exchange.IsError, OutcomeReader.Read(exchange));
            Known.Keep(key, read);
        }

        return read.Finding;
    }

    private sealed record Read(bool? IsError, Finding Finding);
}
