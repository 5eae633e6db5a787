namespace CodeRouter.Dashboard.Public;

/// <summary>For applications that are not coding agents: the usual libraries, pointed here.</summary>
internal static class RecipesPage
{
    public static void Write(PublicVisit visit, Html to)
    {
        string address = visit.Address, key = visit.Key;
        to.Add($"<p class=\"lead\">Whatever takes a base URL works here. Only the address, the key and the model’s name change.</p>");
        Recipe(to, "curl", "curl", "A question at the terminal, with the decision in the headers.", $$"""
            curl -i {{address}}/v1/chat/completions \
              -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"Explain this error: EADDRINUSE"}]}'
            """);
        Recipe(to, "python-openai", "Python, OpenAI’s library", "Chat, streams, tools and structured output as usual.", $$"""
            from openai import OpenAI

            client = OpenAI(base_url="{{address}}/v1", api_key="{{key}}")
            answer = client.chat.completions.create(
                model="coding-auto",
                messages=[{"role": "user", "content": "Summarise this ticket in two sentences: …"}],
                extra_headers={"X-CodeRouter-Session": "ticket-4711"},
            )
            print(answer.choices[0].message.content)
            """);
        Recipe(to, "python-anthropic", "Python, Anthropic’s library", "The same models through the Messages format.", $$"""
            from anthropic import Anthropic

            client = Anthropic(base_url="{{address}}", auth_token="{{key}}")
            answer = client.messages.create(
                model="coding-auto", max_tokens=500,
                messages=[{"role": "user", "content": "Name three edge cases of a date parser."}],
            )
            print(answer.content[0].text)
            """);
        Recipe(to, "javascript", "JavaScript", "With nothing but fetch.", $$"""
            const answer = await fetch("{{address}}/v1/chat/completions", {
              method: "POST",
              headers: { "Authorization": "Bearer {{key}}", "Content-Type": "application/json" },
              body: JSON.stringify({ model: "coding-auto", messages: [{ role: "user", content: "Hello" }] }),
            });
            console.log(answer.headers.get("x-coderouter-model"), (await answer.json()).choices[0].message.content);
            """);
        Recipe(to, "chat", "Chat front ends", "Open WebUI, LibreChat and others take an OpenAI-compatible address.", $"""
            OPENAI_API_BASE_URL={address}/v1
            OPENAI_API_KEY={key}
            """);
        Recipe(to, "batch", "A nightly batch with a ceiling", "The whole session may cost two dollars; then it is refused with 402, and nothing is spent.", $$"""
            curl {{address}}/v1/chat/completions \
              -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
              -H 'X-CodeRouter-Session: nightly-2026-11-20' -H 'X-CodeRouter-Budget: 2.00' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"…"}]}'
            """);
        Recipe(to, "embeddings", "Embeddings", "Passed through to a channel that has them; metered like everything else.", $$"""
            curl {{address}}/v1/embeddings \
              -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
              -d '{"model":"text-embedding-3-small","input":["first","second"]}'
            """);
        Recipe(to, "ci", "Tell how it came out, from CI", "Test results of a branch that an agent wrote teach the router which model was enough.", $$"""
            curl {{address}}/v1/coderoute/feedback \
              -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
              -d '{"session_id":"SESSION","outcome":"success","source":"ci","tests":{"passed":412,"failed":0} }'
            """);
        Recipe(to, "dry-run", "What would be decided", "Nothing is sent to a provider, nothing is paid.", $$"""
            curl {{address}}/v1/coderoute/explain \
              -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"Move the session store to Redis."}]}'
            """);
    }

    private static void Recipe(Html to, string id, string name, string says, string lines) =>
        to.Add($"<h2>{name}</h2><p>{says}</p>{Copyable.Lines("recipe-" + id, "the recipe " + name, lines)}");
}
