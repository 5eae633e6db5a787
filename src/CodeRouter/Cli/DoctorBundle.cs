using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Storage;

namespace CodeRouter.Cli;

/// <summary>
/// What a bug report needs in one ZIP: versions, the checks, the configuration in force, what failed lately. Credentials are masked in
/// the configuration and looked for once more in every text; prompts, answers and providers' messages are not taken at all.
/// </summary>
internal static class DoctorBundle
{
    private const int MostFailures = 200;

    /// <summary>Null when it is written; else what stood in the way, with the remedy.</summary>
    /// <param name="checks">The findings as JSON.</param>
    public static async Task<string?> WriteAsync(string file, string checks, ConfigOrigin origin, string folder, CancellationToken cancellationToken)
    {
        var blank = new Lazy<DirectoryInfo>(static () => Directory.CreateTempSubdirectory("coderouter-blank-"));
        try
        {
            var secrets = KnownSecrets.Of(origin.Settings);
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
            await AddAsync("versions.txt", Versions());
            await AddAsync("checks.json", checks);
            try
            {
                if (Stores.PendingUpgrade(origin.Settings.Storage, folder) is var (at, to))
                {
                    // Looking must not upgrade a store that an older version may still be serving from.
                    await AddAsync("store.txt", $"schema {at}, not opened: this version would bring it to {to} for good\n");
                }
                else
                {
                    // Looking must not make a store either: one that is not there is read from an empty one elsewhere.
                    bool missing = Stores.Missing(origin.Settings.Storage, folder) is not null;
                    using var stores = missing ? Stores.Open(new StorageSettings(), blank.Value.FullName) : Stores.Open(origin.Settings.Storage, folder);
                    using var desk = new ConfigDesk(origin, stores.Configuration, new SecretBox(Environment.GetEnvironmentVariable(SecretBox.Variable), folder), TimeProvider.System);
                    desk.Start();
                    await AddAsync("configuration.yaml", desk.Text);
                    await AddAsync("store.txt", stores.Ledger.Description + (missing ? ", not there yet" : "") + "\n");
                    await AddAsync("failures.tsv", await FailuresAsync(stores, cancellationToken));
                }
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or IOException)
            {
                await AddAsync("store.txt", $"cannot be opened: {e.Message}\n");
            }

            Console.Error.WriteLine($"{file} is written. Look through it before you send it: names of models, hosts and repositories may be in it.");
            return null;

            async Task AddAsync(string name, string text)
            {
                await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(secrets.Mask(text)), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be written ({e.Message.TrimEnd('.')}). Name a file that is not there yet, in a folder that may be written.";
        }
        finally
        {
            if (blank.IsValueCreated)
            {
                blank.Value.Delete(recursive: true);
            }
        }
    }

    private static string Versions() => string.Create(CultureInfo.InvariantCulture, $"""
        CodeRouter {ServiceEndpoints.Version}
        .NET {Environment.Version}
        {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}
        {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MB of memory
        {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC

        """);

    private static async Task<string> FailuresAsync(Stores stores, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("id\tat\tstate\tstatus\terror\tmodel\tchannel\tdialect\ttotal_ms\n");
        var failed = await stores.Ledger.StepsAsync(new StepQuery { FailedOnly = true, Limit = MostFailures }, cancellationToken);
        var refused = stores.Refusals.Latest(MostFailures, MostFailures).Select(static r => r.Step);
        foreach (var step in failed.Concat(refused).OrderByDescending(static s => s.At).Take(MostFailures))
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Id}\t{step.At:O}\t{step.State}\t{step.Status}\t{step.ErrorKind}\t{step.Model}\t{step.Channel}\t{step.Dialect}\t{step.TotalMs:0}\n");
        }

        return text.ToString();
    }
}
