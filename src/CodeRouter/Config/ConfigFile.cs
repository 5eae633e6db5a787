using System.Text;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Reads and compiles a file; a file that cannot be read is a problem like any other.</summary>
public static class ConfigFile
{
    public static CompiledSettings Load(string path, Func<string, string?> environment, Catalog catalog)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > ConfigDocument.MaxCharacters * 4L)
            {
                return Refused($"{path} has {info.Length:N0} bytes: no configuration is that long", "name the configuration file");
            }

            return SettingsCompiler.Compile(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(WithoutMark(File.ReadAllBytes(path))), environment, catalog);
        }
        catch (DecoderFallbackException)
        {
            return Refused($"{path} is not UTF-8 text", "save the file as UTF-8");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refused($"there is no file {path}", "check the path given with --config, or leave --config out to use the keys in the environment");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refused($"{path} {(Directory.Exists(path) ? "is a folder" : "cannot be read: " + refused.Message.TrimEnd('.'))}", "name a readable file");
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(byte[] bytes) => bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes;

    private static CompiledSettings Refused(string message, string remedy) =>
        new(null, [new ConfigProblem(true, "", 0, null, message, remedy)]);
}
