using System.Reflection;
using System.Runtime.Loader;
using CodeRouter.Core.Agents;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Signals;

namespace CodeRouter.Config;

/// <summary>One assembly of the folder: what it added, or why it could not be used.</summary>
/// <param name="Parts">As <c>signal NAME</c>, <c>guard NAME</c>, <c>policy NAME</c>, <c>agent NAME</c>.</param>
/// <param name="Problem">What is wrong, with the remedy; null when nothing is.</param>
public sealed record LoadedPlugin(string File, IReadOnlyList<string> Parts, string? Problem);

/// <summary>
/// Assemblies of a folder the operator names, whose public classes implement the interfaces of the built-in parts. They run with all rights of
/// this program, so the folder must not be one that everybody may write to. Loaded once, before any rule is read.
/// </summary>
public static class PluginFolder
{
    public const string Variable = "CODEROUTER_PLUGINS";

    /// <summary>What has been loaded in this process.</summary>
    public static IReadOnlyList<LoadedPlugin> Loaded { get; private set; } = [];

    /// <param name="folder">Null or empty for none.</param>
    public static void Load(string? folder)
    {
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        if (!Directory.Exists(folder))
        {
            Loaded = [new LoadedPlugin(folder, [], $"There is no such folder. Make it, or unset {Variable}.")];
            return;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & UnixFileMode.OtherWrite) != UnixFileMode.None)
        {
            Loaded = [new LoadedPlugin(folder, [], "Everybody may write to this folder, and what lies there would run as you: nothing was loaded. Take that right away (chmod o-w).")];
            return;
        }

        Loaded = [.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(LoadFile)];
    }

    private static LoadedPlugin LoadFile(string file)
    {
        var parts = new List<string>();
        try
        {
            var assembly = new PluginContext(Path.GetFullPath(file)).LoadFromAssemblyPath(Path.GetFullPath(file));
            foreach (var type in TypesOf(assembly).Where(static t => t is { IsPublic: true, IsClass: true, IsAbstract: false } && t.GetConstructor(Type.EmptyTypes) is not null))
            {
                if (typeof(ISignal).IsAssignableFrom(type))
                {
                    var signal = (ISignal)Activator.CreateInstance(type)!;
                    if (!BuiltInSignals.Add(signal))
                    {
                        return new LoadedPlugin(file, parts, $"There is a signal {signal.Type} already. Give {type.FullName} another name.");
                    }

                    parts.Add("signal " + signal.Type);
                }

                if (typeof(IGuard).IsAssignableFrom(type))
                {
                    var guard = (IGuard)Activator.CreateInstance(type)!;
                    if (!BuiltInGuards.Add(guard))
                    {
                        return new LoadedPlugin(file, parts, $"There is a guard {guard.Name} already, or there are too many. Give {type.FullName} another name.");
                    }

                    parts.Add($"guard {guard.Name} (does what guards.plugins.{guard.Name} says)");
                }

                if (typeof(IModelPolicy).IsAssignableFrom(type))
                {
                    var policy = (IModelPolicy)Activator.CreateInstance(type)!;
                    if (!BuiltInPolicies.Add(policy))
                    {
                        return new LoadedPlugin(file, parts, $"There is a policy {policy.Name} already. Give {type.FullName} another name.");
                    }

                    parts.Add("policy " + policy.Name);
                }

                if (typeof(IAgentProfile).IsAssignableFrom(type))
                {
                    var agent = (IAgentProfile)Activator.CreateInstance(type)!;
                    if (!BuiltInAgents.Add(agent))
                    {
                        return new LoadedPlugin(file, parts, $"There is an agent {agent.Name} already. Give {type.FullName} another name.");
                    }

                    parts.Add("agent " + agent.Name);
                }
            }

            return new LoadedPlugin(file, parts, null);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or TargetInvocationException or TypeLoadException or MissingMethodException)
        {
            return new LoadedPlugin(file, parts, $"It cannot be loaded: {(e.InnerException ?? e).Message.TrimEnd('.')}. Build it against this version of CodeRouter.Core.");
        }
    }

    // Types whose own dependencies are missing are no parts of ours.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    /// <summary>Its own dependencies from beside it, everything that this program has from this program.</summary>
    private sealed class PluginContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string beside = Path.Combine(Path.GetDirectoryName(file)!, assemblyName.Name + ".dll");
            return assemblyName.Name is "CodeRouter.Core" || !File.Exists(beside) ? null : LoadFromAssemblyPath(beside);
        }
    }
}
