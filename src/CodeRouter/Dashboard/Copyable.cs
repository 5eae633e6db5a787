namespace CodeRouter.Dashboard;

/// <summary>Lines to be typed elsewhere, with a button that copies them where there is script.</summary>
internal static class Copyable
{
    /// <param name="id">Unique on the page.</param>
    /// <param name="about">Read out with the button: what is copied.</param>
    public static Html Lines(string id, string about, string lines) => new Html().Add($"<div class=\"copyable\"><pre tabindex=\"0\" role=\"region\" aria-label=\"{about}\"><code id=\"{id}\">{lines}</code></pre><button type=\"button\" data-copy=\"{id}\" hidden>Copy<span class=\"spoken\"> {about}</span></button></div>");
}
