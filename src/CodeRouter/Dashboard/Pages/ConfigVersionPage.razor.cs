using System.Globalization;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A version of the configuration: what it changed, and what has changed since.</summary>
public sealed partial class ConfigVersionPage
{
    private Visit _visit = null!;
    private ConfigVersion _version = null!;
    private ConfigVersion? _before;
    private string _now = "";

    internal Reply Answer(Visit visit, ConfigDesk desk, ConfigVersion version)
    {
        (_visit, _version, _before, _now) = (visit, version, desk.Version(version.Number - 1), desk.Text);
        return Shows("Version " + version.Number.ToString(CultureInfo.InvariantCulture));
    }
}
