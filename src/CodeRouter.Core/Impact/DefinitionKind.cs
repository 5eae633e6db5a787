namespace CodeRouter.Core.Impact;

/// <summary>What a definition is. <see cref="Constructor"/> and below are listed but are not definitions of note.</summary>
public enum DefinitionKind : byte { Class, Interface, Struct, Enum, Type, Function, Method, Constructor, Module, Macro, Declaration, Variable }

public static class DefinitionKindNames
{
    private static readonly string[] Names = ["class", "interface", "struct", "enum", "type", "function", "method", "constructor", "module", "macro", "declaration", "variable"];

    public static string Name(this DefinitionKind kind) => Names[(int)kind];

    /// <summary>Class, interface, struct, enum or another type.</summary>
    public static bool IsType(this DefinitionKind kind) => kind <= DefinitionKind.Type;

    /// <summary>One of the seven kinds that accuracy is stated for.</summary>
    public static bool IsOfNote(this DefinitionKind kind) => kind <= DefinitionKind.Method;
}
