namespace CodeRouter.Core.Impact;

public enum CodeLanguage : byte { CSharp, TypeScript, JavaScript, Python, Go, Rust, Java, Kotlin, C, Cpp, Ruby, Php, Swift, Scala }

public static class CodeLanguageNames
{
    private static readonly string[] Names = ["csharp", "typescript", "javascript", "python", "go", "rust", "java", "kotlin", "c", "cpp", "ruby", "php", "swift", "scala"];

    public static string Name(this CodeLanguage language) => Names[(int)language];
}
