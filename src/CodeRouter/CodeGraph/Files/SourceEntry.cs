using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Files;

/// <summary>A source file as the disk lists it, unread.</summary>
/// <param name="Path">Relative to the repository, with <c>/</c>.</param>
/// <param name="Changed">Last write, in UTC ticks.</param>
internal readonly record struct SourceEntry(string Path, long Size, long Changed, CodeLanguage Language);
