using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>Who administers: the name that stands in the audit log, what it may do, and where it is.</summary>
public sealed record Actor(string Name, Role Role, string? Address)
{
    /// <summary>Whoever can run commands on this machine with the data folder owns it.</summary>
    public static Actor CommandLine { get; } = new("command line", Role.Owner, null);

    public static Actor Of(Caller caller, string? address) =>
        new(caller.Key is { } key ? $"{key.Name} ({KeyText.Prefix}{key.Id})" : caller.Name, caller.Key?.Role ?? (caller.IsLoopback ? Role.Owner : Role.None), address);
}
