using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>Doctor is asked in another terminal than the one that the gateway runs in: what runs is looked at, not only what this shell has.</summary>
public sealed class TheDoctorSeesTheGateway
{
    [Fact]
    public async Task It_says_whether_one_answers_and_which_channels_fail()
    {
        await using var rig = await FaultRig.StartAsync([new Endpoint("good", "good", "sim"), new Endpoint("bad", "bad", "sim", At: FaultRig.ClosedPort())]);
        string address = rig.BaseUri.AbsoluteUri.TrimEnd('/');
        Assert.Contains($"ok     gateway: {address} answers", await AskAsync(address), StringComparison.Ordinal);

        using (await rig.AskAsync(WireFormat.OpenAIChat, "bad"))
        {
            Assert.Contains($"FAILED gateway: {address} answers; failing just now: bad-", await AskAsync(address), StringComparison.Ordinal);
        }

        string nobody = FaultRig.ClosedPort().AbsoluteUri.TrimEnd('/');
        Assert.Contains($"ok     gateway: none answers at {nobody}", await AskAsync(nobody), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string gateway)
    {
        using var folder = new ServedFolder();
        await using var doctor = RunningProgram.Start(["doctor", "--data", folder.Data], ("CODEROUTER_URL", gateway), ("http_proxy", FaultRig.ClosedPort().AbsoluteUri), ("no_proxy", ""));
        await doctor.ExitAsync();
        return doctor.Output;
    }
}
