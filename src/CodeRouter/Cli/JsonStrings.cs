using System.Text.Json.Serialization;

namespace CodeRouter.Cli;

[JsonSerializable(typeof(string))]
internal sealed partial class JsonStrings : JsonSerializerContext;
