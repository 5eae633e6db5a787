using System.IO.Compression;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Storage;
using CodeRouter.Tests.Serving;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Cli;

public sealed class DoctorBundleTests
{
    [Fact]
    public async Task A_bundle_has_what_a_report_needs_and_no_credential_wherever_it_was_written()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        using var folder = new ServedFolder();
        const string InKey = "plain-credential-in-the-file", InEnvironment = "environment-credential-4711", InName = "sk-ant-REDACTED";
        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("sim", "sim")).Replace("some-key", InKey, StringComparison.Ordinal) + $"name: \"router {InEnvironment}\"\ndescription: \"pasted {InName}\"\n");
        string file = Path.Combine(Path.GetDirectoryName(folder.Config)!, "report.zip");
        await using var doctor = RunningProgram.Start(["doctor", "--config", folder.Config, "--data", folder.Data, "--bundle", file], ("SOME_API_TOKEN", InEnvironment));
        Assert.Equal(0, await doctor.ExitAsync());

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var zip = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken))
        {
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
                texts[entry.FullName] = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            }
        }

        Assert.Contains("CodeRouter ", texts["versions.txt"], StringComparison.Ordinal);
        Assert.Contains("\"ok\":true", texts["checks.json"], StringComparison.Ordinal);
        Assert.Contains("upstream_model: sim", texts["configuration.yaml"], StringComparison.Ordinal);
        Assert.StartsWith("id\tat", texts["failures.tsv"], StringComparison.Ordinal);
        Assert.All([InKey, InEnvironment, InName], (string secret) => Assert.DoesNotContain(texts.Values, text => text.Contains(secret, StringComparison.Ordinal)));

        await using var again = RunningProgram.Start(["doctor", "--config", folder.Config, "--data", folder.Data, "--bundle", file]);
        Assert.Equal(1, await again.ExitAsync());
        Assert.Contains("Name a file that is not there yet", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_tries_channels_that_were_added_while_the_gateway_ran()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        using var folder = new ServedFolder();
        folder.Write("version: v0.1\nlisteners: [{name: main, address: 127.0.0.1, port: 8899}]\n");
        Directory.CreateDirectory(folder.Data);
        using (var stores = Stores.Open(new StorageSettings(), folder.Data))
        {
            stores.Configuration.Apply(
                [new("channels", "later", $$"""{"name":"later","base_url":"{{provider.BaseUri}}v1","models":"*"}""", 0)],
                new ConfigVersion(0, DateTimeOffset.UnixEpoch, "me", "added", "[]", ""));
        }

        await using var doctor = RunningProgram.Start(["doctor", "--config", folder.Config, "--data", folder.Data]);
        await doctor.ExitAsync();
        await doctor.OutputsAsync("channel later: 127.0.0.1 answers");
    }
}
