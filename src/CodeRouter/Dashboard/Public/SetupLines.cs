using CodeRouter.Hosts;

namespace CodeRouter.Dashboard.Public;

/// <summary>How each coding agent is pointed here, ready to be copied.</summary>
internal static class SetupLines
{
    public static void Write(Html to, string address, string key)
    {
        to.Add($"<ul class=\"setups\">");
        foreach (var host in HostSetups.For(address, key))
        {
            to.Add($"<li><h3>{host.Name}</h3>{Copyable.Lines("setup-" + host.Id, "the set-up of " + host.Name, string.Join('\n', HostSetups.Lines(host)))}");
            foreach (string note in host.Notes)
            {
                to.Add($"<p class=\"hint\">{note}</p>");
            }

            to.Add($"</li>");
        }

        to.Add($"</ul>");
    }
}
