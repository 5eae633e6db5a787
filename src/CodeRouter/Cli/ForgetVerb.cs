using System.CommandLine;
using CodeRouter.Access;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary><c>coderouter forget</c>: deletes what a person, a key or a session left in the books, also while a gateway runs.</summary>
public static class ForgetVerb
{
    public static Command Build()
    {
        var user = new Option<string?>("--user") { Description = "Everything of the keys that carry this user's name" };
        var key = new Option<string?>("--key") { Description = "Everything of this key (its public part)" };
        var session = new Option<string?>("--session") { Description = "This session, as X-CodeRouter-Session names it" };
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("forget", "Delete what a user, a key or a session left in the books; sums, audit log and keys stay") { user, key, session, config, data, json };
        command.SetAction(parsed => StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), store => Run(store, parsed.GetValue(user), parsed.GetValue(key), parsed.GetValue(session), parsed.GetValue(json))));
        return command;
    }

    private static int Run(Stores stores, string? user, string? key, string? session, bool json)
    {
        if (((string?[])[user, key, session]).Count(static w => !string.IsNullOrEmpty(w)) != 1)
        {
            Console.Error.WriteLine("Say what is to be forgotten: one of --user NAME, --key ID, --session ID.");
            return ExitCode.Usage;
        }

        string?[] keys = user is null ? [Public(key)] : [.. stores.Keys.Load().Where(k => string.Equals(k.User, user, StringComparison.Ordinal)).Select(static k => k.Id)];
        if (keys.Length == 0)
        {
            Console.Error.WriteLine($"No key carries the user {user}. `coderouter keys list` shows the names; revoked keys count too.");
            return ExitCode.Failed;
        }

        var rows = keys.SelectMany(id => stores.Erase(id, session)).GroupBy(static r => r.Table, StringComparer.Ordinal).Select(static g => (Table: g.Key, Rows: g.Sum(static r => r.Rows))).ToList();
        Console.WriteLine(json ? Json(rows) : "Deleted: " + string.Join(", ", rows.Select(static r => $"{r.Rows.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} of {r.Table}")) + ".");
        Console.Error.WriteLine("Sums by hour and day, the audit log and the keys themselves stay. Backups made before still hold the rest: delete those too.");
        return ExitCode.Ok;
    }

    private static string Json(List<(string Table, long Rows)> rows) => JsonLine.Of(json =>
    {
        json.WriteStartObject("deleted"u8);
        foreach (var (table, count) in rows)
        {
            json.WriteNumber(table, count);
        }

        json.WriteEndObject();
    });

    // What people copy is often the key as it is shown: cr-PUBLIC-….
    private static string? Public(string? key) => key is not null && key.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? key[KeyText.Prefix.Length..].Split('-')[0] : key;
}
