using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tokens;

/// <summary>
/// What of a request a provider counts, in any of the four formats: the pieces of its texts, and how many messages, calls, tools, members of
/// schemas and pictures frame them. One walk over the bytes, no tree.
/// </summary>
internal sealed class CountedRequest
{
    private const int MaxDepth = 48;

    private readonly double[] _of = new double[Enum.GetValues<Frame>().Length];
    private TextPieces _pieces;

    private enum Place
    {
        Text,
        Call,
        Result,
        Reasoning,
    }

    /// <summary>Pieces by kind, then frames in the order of <see cref="Frame"/>.</summary>
    /// <param name="sentAs">The format the provider gets it in: some frame tools otherwise over their older interface.</param>
    public double[] Counts(WireFormat sentAs)
    {
        this[Frame.ToolsOverChat] = sentAs == WireFormat.OpenAIChat ? this[Frame.AnyTools] : 0;
        double[] counts = new double[TextPieces.Kinds + _of.Length];
        for (int i = 0; i < TextPieces.Kinds; i++)
        {
            counts[i] = _pieces[i];
        }

        _of.CopyTo(counts, TextPieces.Kinds);
        return counts;
    }

    public static CountedRequest Of(ReadOnlySpan<byte> body)
    {
        var counted = new CountedRequest();
        counted[Frame.Request] = 1;
        counted.AddRoot(JsonSpan.Of(body));
        return counted;
    }

    private double this[Frame frame]
    {
        get => _of[(int)frame];
        set => _of[(int)frame] = value;
    }

    private void AddRoot(JsonSpan root)
    {
        var members = root.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("messages"u8) || members.Is("contents"u8) || members.Is("input"u8))
            {
                AddMessages(value);
            }
            else if (members.Is("system"u8) || members.Is("instructions"u8) || members.Is("systemInstruction"u8) || members.Is("system_instruction"u8))
            {
                this[Frame.SystemText] += value.Exists ? 1 : 0;
                AddPart(value, Place.Text, 0);
            }
            else if (members.Is("tools"u8) || members.Is("functions"u8))
            {
                this[Frame.AnyTools] = value.HasItems ? 1 : 0;
                AddTools(value, 0);
            }
            else if (members.Is("response_format"u8) || members.Is("text"u8) || members.Is("output_config"u8) || members.Is("output_format"u8))
            {
                var format = value["format"u8].Exists ? value["format"u8] : value;
                AddAnswerSchema(format["json_schema"u8].Exists ? format["json_schema"u8]["schema"u8] : format["schema"u8]);
            }
            else if (members.Is("generationConfig"u8) || members.Is("generation_config"u8))
            {
                var plain = value.Either("responseJsonSchema"u8, "response_json_schema"u8);
                AddAnswerSchema(plain.Exists ? plain : value.Either("responseSchema"u8, "response_schema"u8));
            }
            else if (members.Is("tool_choice"u8))
            {
                this[Frame.ForcedCall] = value.IsObject ? (value["type"u8].Is("auto"u8) || value["type"u8].Is("none"u8) ? 0 : 1) : value.Is("required"u8) ? 1 : 0;
            }
            else if (members.Is("thinking"u8))
            {
                this[Frame.Thinking] = value["type"u8].Is("disabled"u8) || !value.Exists ? 0 : 1;
            }
            else if (members.Is("generateContentRequest"u8))
            {
                AddRoot(value);
            }
        }
    }

    private void AddAnswerSchema(JsonSpan schema)
    {
        if (schema.IsObject)
        {
            this[Frame.AnswerSchema] = 1;
            double before = _pieces.Sum;
            AddSchema(schema, 0);
            this[Frame.AnswerSchemaPiece] += _pieces.Sum - before;
        }
    }

    private void AddMessages(JsonSpan value)
    {
        if (!value.IsArray)
        {
            this[Frame.Message]++;
            AddPart(value, Place.Text, 0);
            return;
        }

        foreach (var message in value.Elements)
        {
            var role = message["role"u8];
            this[role.Is("system"u8) || role.Is("developer"u8) ? Frame.SystemText : Frame.Message] += role.Exists || message["parts"u8].Exists || message["type"u8].Is("message"u8) ? 1 : 0;
            this[Frame.AssistantMessage] += role.Is("assistant"u8) || role.Is("model"u8) ? 1 : 0;
            AddPart(message, role.Is("tool"u8) ? Place.Result : Place.Text, 0);
            this[Frame.Result] += role.Is("tool"u8) ? 1 : 0;
        }
    }

    private void AddPart(JsonSpan value, Place place, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (value.IsString)
        {
            AddText(value.Inner, place);
            return;
        }

        if (value.IsArray)
        {
            foreach (var part in value.Elements)
            {
                this[Frame.Part]++;
                AddPart(part, place, depth + 1);
            }

            return;
        }

        var type = value["type"u8];
        if (type.Is("tool_use"u8) || type.Is("function_call"u8) || type.Is("custom_tool_call"u8))
        {
            AddCall(value);
            return;
        }

        bool isResult = type.Is("tool_result"u8) || type.Is("function_call_output"u8) || type.Is("custom_tool_call_output"u8);
        this[Frame.Result] += isResult ? 1 : 0;
        place = isResult ? Place.Result : type.Is("thinking"u8) || type.Is("reasoning"u8) || value["thought"u8].IsTrue ? Place.Reasoning : place;
        AddMembers(value, place, depth);
    }

    private void AddMembers(JsonSpan value, Place place, int depth)
    {
        var members = value.Members;
        while (members.MoveNext())
        {
            var member = members.Value;
            if (members.Is("text"u8) || members.Is("content"u8) || members.Is("parts"u8) || members.Is("output"u8) || members.Is("refusal"u8) || members.Is("title"u8) || members.Is("context"u8))
            {
                AddPart(member, place, depth + 1);
            }
            else if (members.Is("tool_calls"u8))
            {
                foreach (var call in member.Elements)
                {
                    AddCall(call["function"u8].Exists ? call["function"u8] : call["custom"u8]);
                }
            }
            else if (members.Is("function_call"u8) || members.Is("functionCall"u8))
            {
                AddCall(member);
            }
            else if (members.Is("functionResponse"u8) || members.Is("function_response"u8))
            {
                this[Frame.Result]++;
                AddJson(member["response"u8], Place.Result, depth + 1);
                AddText(member["name"u8].Inner, Place.Result);
                AddPart(member["parts"u8], Place.Result, depth + 1);
            }
            else if (members.Is("thinking"u8) || members.Is("reasoning_content"u8) || members.Is("reasoning"u8) || members.Is("summary"u8))
            {
                AddPart(member, Place.Reasoning, depth + 1);
            }
            else if (members.Is("encrypted_content"u8) || members.Is("signature"u8) || members.Is("thoughtSignature"u8) || members.Is("thought_signature"u8))
            {
                this[Frame.SealedBytes] += member.Inner.Length / 100.0;
            }
            else if (members.Is("image_url"u8) || members.Is("source"u8) || members.Is("inlineData"u8) || members.Is("inline_data"u8) || members.Is("fileData"u8) || members.Is("file"u8) || members.Is("file_data"u8) || members.Is("input_audio"u8))
            {
                AddMedia(value, member);
            }
        }
    }

    private void AddCall(JsonSpan call)
    {
        this[Frame.Call]++;
        AddText(call["name"u8].Inner, Place.Call);
        var arguments = call["arguments"u8].Exists ? call["arguments"u8] : call.Either("input"u8, "args"u8);
        AddJson(arguments, Place.Call, 0);
    }

    /// <summary>An object as its members, a string as it is.</summary>
    private void AddJson(JsonSpan value, Place place, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (value.IsString)
        {
            AddText(value.Inner, place);
        }
        else if (value.IsArray)
        {
            foreach (var element in value.Elements)
            {
                AddJson(element, place, depth + 1);
            }
        }
        else if (value.IsObject)
        {
            var members = value.Members;
            while (members.MoveNext())
            {
                this[Frame.JsonMember]++;
                AddText(members.Name, place);
                AddJson(members.Value, place, depth + 1);
            }
        }
        else
        {
            AddText(value.Raw, place);
        }
    }

    private void AddMedia(JsonSpan part, JsonSpan value)
    {
        var type = part["type"u8];
        var media = value.Either("media_type"u8, "mimeType"u8).Exists ? value.Either("media_type"u8, "mimeType"u8) : value["mime_type"u8];
        if (value["type"u8].Is("text"u8))
        {
            AddPart(value["data"u8], Place.Text, 0);
        }
        else if (type.Is("document"u8) || type.Is("file"u8) || type.Is("input_file"u8) || media.Inner.StartsWith("application/"u8))
        {
            this[Frame.Document]++;
        }
        else if (type.Is("input_audio"u8) || media.Inner.StartsWith("audio/"u8) || media.Inner.StartsWith("video/"u8))
        {
            this[Frame.Recording]++;
        }
        else
        {
            this[Frame.Picture]++;
            var data = value.IsString ? value : value["data"u8].IsString ? value["data"u8] : value["url"u8];
            this[Frame.PictureArea] += PictureSize.Squares(data.Inner);
        }
    }

    private void AddTools(JsonSpan tools, int depth)
    {
        foreach (var tool in tools.Elements)
        {
            var function = tool["function"u8].IsObject ? tool["function"u8] : tool;
            var nested = tool.Either("functionDeclarations"u8, "function_declarations"u8);
            if ((nested.IsArray || (tool["tools"u8] is var inside && inside.IsArray)) && depth < MaxDepth)
            {
                AddTools(nested.IsArray ? nested : tool["tools"u8], depth + 1);
                continue;
            }

            if (tool["defer_loading"u8].IsTrue)
            {
                // Known to the vendor and not shown to the model until it is searched for.
                this[Frame.DeferredTool]++;
                continue;
            }

            if (!function["name"u8].Exists || (tool["type"u8].Exists && function["parameters"u8].Raw.IsEmpty && function["input_schema"u8].Raw.IsEmpty && !tool["type"u8].Is("function"u8) && !tool["type"u8].Is("custom"u8)))
            {
                this[OwnTool(tool)]++;
                continue;
            }

            this[Frame.Tool]++;
            double before = _pieces.Sum;
            _pieces.Add(function["name"u8].Inner);
            _pieces.Add(function["description"u8].Inner);
            this[Frame.Described] += function["description"u8].HasText ? 1 : 0;
            this[Frame.StrictTool] += function["strict"u8].IsTrue ? 1 : 0;
            var schema = function["parameters"u8].Exists ? function["parameters"u8] : function["input_schema"u8].Exists ? function["input_schema"u8] : function.Either("parametersJsonSchema"u8, "parameters_json_schema"u8);
            AddSchema(schema, 0);
            this[Frame.ToolPiece] += _pieces.Sum - before;
        }
    }

    /// <summary>A vendor's own tool: what it says to the model of it is its own too, but alike for tools that do alike.</summary>
    private static Frame OwnTool(JsonSpan tool)
    {
        var type = tool["type"u8].Inner;
        return type.IndexOf("search"u8) >= 0 && type.IndexOf("tool_search"u8) < 0 && type.IndexOf("file_search"u8) < 0 ? Frame.SearchTool
            : tool.Either("googleSearch"u8, "google_search"u8).Exists || tool.Either("urlContext"u8, "url_context"u8).Exists || type.StartsWith("web_fetch"u8) ? Frame.SearchTool
            : type.StartsWith("code_"u8) || tool.Either("codeExecution"u8, "code_execution"u8).Exists ? Frame.CodeTool
            : type.StartsWith("bash_"u8) || type.StartsWith("text_editor_"u8) || type.StartsWith("computer"u8) || type.StartsWith("memory_"u8) ? Frame.ClientTool
            : Frame.ServerTool;
    }

    private void AddSchema(JsonSpan schema, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        var members = schema.Members;
        while (members.MoveNext())
        {
            var value = members.Value;
            if (members.Is("properties"u8) || members.Is("$defs"u8) || members.Is("definitions"u8))
            {
                var properties = value.Members;
                while (properties.MoveNext())
                {
                    this[Frame.Property]++;
                    _pieces.Add(properties.Name);
                    AddSchema(properties.Value, depth + 1);
                }
            }
            else if (members.Is("description"u8))
            {
                this[Frame.Described]++;
                _pieces.Add(value.Inner);
            }
            else if (members.Is("required"u8))
            {
                foreach (var name in value.Elements)
                {
                    this[Frame.Required]++;
                }
            }
            else if (members.Is("enum"u8))
            {
                foreach (var choice in value.Elements)
                {
                    this[Frame.Choice]++;
                    _pieces.Add(choice.IsString ? choice.Inner : choice.Raw);
                }
            }
            else if (value.IsObject)
            {
                this[Frame.SchemaObject]++;
                AddSchema(value, depth + 1);
            }
            else if (value.IsArray)
            {
                foreach (var branch in value.Elements)
                {
                    this[Frame.SchemaObject]++;
                    AddSchema(branch, depth + 1);
                }
            }
            else
            {
                this[members.Is("title"u8) ? Frame.Title : Frame.SchemaMember]++;
            }
        }
    }

    private void AddText(ReadOnlySpan<byte> inner, Place place)
    {
        if (place == Place.Reasoning)
        {
            // Whether earlier reasoning is counted at all is the vendor's choice: a cost of its own, not of its text.
            var apart = default(TextPieces);
            apart.Add(inner);
            this[Frame.ReasoningPiece] += apart.Sum;
            return;
        }

        double before = place == Place.Text ? 0 : _pieces.Sum;
        _pieces.Add(inner);
        if (place != Place.Text)
        {
            this[place == Place.Call ? Frame.CallPiece : Frame.ResultPiece] += _pieces.Sum - before;
        }
    }
}
