namespace CodeRouter.Core.Impact;

/// <summary>A named thing in a file.</summary>
/// <param name="Name">Its name in the <see cref="NameTable"/>.</param>
/// <param name="Line">Where its declaration starts, from 1.</param>
/// <param name="EndLine">Its last line.</param>
/// <param name="Public">Reachable from outside its module, as the language spells it.</param>
/// <param name="Nested">Inside a type or a function: not reachable by its bare name from elsewhere.</param>
public readonly record struct Definition(int Name, int Line, int EndLine, DefinitionKind Kind, bool Public, bool Nested);
