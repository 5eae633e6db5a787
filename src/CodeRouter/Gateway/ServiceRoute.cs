namespace CodeRouter.Gateway;

/// <summary>
/// Something applications call beside conversations, passed through to a channel that has it. <paramref name="Path"/> stands below the
/// version prefix on both sides.
/// </summary>
/// <param name="Name">What it is called in traces and metrics.</param>
/// <param name="DefaultModel">The model the vendor takes where a request names none; null where one must be named.</param>
public sealed record ServiceRoute(string Path, string Name, string? DefaultModel = null)
{
    /// <summary>The body is a form with files, the model one of its fields, unless it says that it is JSON.</summary>
    public bool IsForm { get; init; }

    /// <summary>The answer is text by a chat model's tokens: where no usage is reported, it is counted.</summary>
    public bool IsText { get; init; }

    /// <summary>Nothing is written, so only the input is paid for.</summary>
    public bool WritesNothing { get; init; }

    public static IReadOnlyList<ServiceRoute> All { get; } =
    [
        new("/completions", "text_completion") { IsText = true },
        new("/fim/completions", "text_completion") { IsText = true },
        new("/embeddings", "embeddings") { WritesNothing = true },
        new("/moderations", "moderation", "omni-moderation-latest") { WritesNothing = true },
        new("/rerank", "rerank") { WritesNothing = true },
        new("/images/generations", "image_generation", "dall-e-2"),
        new("/images/edits", "image_edit", "dall-e-2") { IsForm = true },
        new("/images/variations", "image_variation", "dall-e-2") { IsForm = true },
        new("/audio/speech", "speech"),
        new("/audio/transcriptions", "transcription") { IsForm = true },
        new("/audio/translations", "audio_translation") { IsForm = true },
    ];
}
