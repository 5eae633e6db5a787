using System.Collections.Frozen;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>What tools do, by the names agents give them.</summary>
public static class ToolRoles
{
    private static readonly FrozenDictionary<string, ToolRole> Known = Table(
        (ToolRole.Run, "bash shell shell_command exec_command local_shell local_shell_call run_shell_command run_commands run_command run_terminal_cmd execute_command terminal run_in_terminal exec container.exec write_stdin bashoutput read_bash powershell process background_process run_tests runtests python ipython command_status"),
        (ToolRole.Edit, "edit write multiedit notebookedit notebook_edit apply_patch replace write_file editor create create_file str_replace_editor str_replace_based_edit_tool write_to_file replace_in_file edit_file search_replace insert_edit_into_file delete_file applypatch patch replace_file_content multi_replace_file_content str_replace edit_existing_file single_find_and_replace"),
        (ToolRole.Read, "read read_file read_files view cat view_file open_file notebookread read_many_files read_currently_open_file view_image list ls list_dir list_directory list_files list_bash view_diff read_file_range"),
        (ToolRole.Search, "grep glob grep_search search_codebase codebase_search file_search search rg search_files find_by_name search_for_files ripgrep find list_code_definition_names file_glob_search grep_content"),
        (ToolRole.Plan, "todowrite todo_write write_todos update_plan exit_plan_mode exitplanmode enter_plan_mode create_plan taskcreate taskupdate tasklist checklist update_topic plan_mode_respond plan create_goal update_goal"),
        (ToolRole.Delegate, "task agent spawn_agent invoke_agent subagent wait_agent delegate new_task implement_step"),
        (ToolRole.Web, "webfetch web_fetch websearch web_search fetch fetch_web_content google_web_search browser browser_action"));

    public static ToolRole Of(string tool, IAgentProfile? agent = null)
    {
        if (agent?.RoleOf(tool) is { } own)
        {
            return own;
        }

        string name = tool.ToLowerInvariant();
        if (Known.TryGetValue(name, out var role))
        {
            return role;
        }

        // Names with a server in front: "filesystem__read_file", "mcp__fs__edit_file", "functions.shell".
        int cut = Math.Max(name.LastIndexOf("__", StringComparison.Ordinal), name.LastIndexOf('.'));
        return cut >= 0 && cut + 1 < name.Length && Known.TryGetValue(name[(cut + 1)..].TrimStart('_'), out role) ? role : ToolRole.Other;
    }

    private static FrozenDictionary<string, ToolRole> Table(params ReadOnlySpan<(ToolRole Role, string Names)> rows)
    {
        var table = new Dictionary<string, ToolRole>(StringComparer.Ordinal);
        foreach (var (role, names) in rows)
        {
            foreach (string name in names.Split(' '))
            {
                table[name] = role;
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
