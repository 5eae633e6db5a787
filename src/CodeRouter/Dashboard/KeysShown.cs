namespace CodeRouter.Dashboard;

/// <summary>A key just made: the only place a whole key is ever written.</summary>
internal static class KeysShown
{
    public static Html Once(string key) => new Html().Add($"<div class=\"once\" role=\"status\"><p>Copy this key now: it is not shown again.</p><p><code id=\"new-key\">{key}</code> <button type=\"button\" data-copy=\"new-key\" hidden>Copy</button></p></div>");
}
