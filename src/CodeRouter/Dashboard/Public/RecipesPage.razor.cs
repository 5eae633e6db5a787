namespace CodeRouter.Dashboard.Public;

/// <summary>The recipes themselves, with this router's address in them.</summary>
public sealed partial class RecipesPage
{
    private (string Id, string Name, string Says, string Lines)[] Recipes =>
    [
        ("curl", "curl", "A question at the terminal, with the decision in the headers.", $$"""
            curl -i {{Visit.Address}}/v1/chat/completions \
              -H 'Authorization: Bearer {{Visit.Key}}' -H 'Content-Type: application/json' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"Explain this error: EADDRINUSE"}]}'
            """),
        ("python-openai", "Python, OpenAI’s library", "Chat, streams, tools and structured output as usual.", $$"""
            from openai import OpenAI

            client = OpenAI(base_url="{{Visit.Address}}/v1", api_key="{{Visit.Key}}")
            answer = client.chat.completions.create(
                model="coding-auto",
                messages=[{"role": "user", "content": "Summarise this ticket in two sentences: …"}],
                extra_headers={"X-CodeRouter-Session": "ticket-4711"},
            )
            print(answer.choices[0].message.content)
            """),
        ("python-anthropic", "Python, Anthropic’s library", "The same models through the Messages format.", $$"""
            from anthropic import Anthropic

            client = Anthropic(base_url="{{Visit.Address}}", auth_token="{{Visit.Key}}")
            answer = client.messages.create(
                model="coding-auto", max_tokens=500,
                messages=[{"role": "user", "content": "Name three edge cases of a date parser."}],
            )
            print(answer.content[0].text)
            """),
        ("javascript", "JavaScript", "With nothing but fetch.", $$"""
            const answer = await fetch("{{Visit.Address}}/v1/chat/completions", {
              method: "POST",
              headers: { "Authorization": "Bearer {{Visit.Key}}", "Content-Type": "application/json" },
              body: JSON.stringify({ model: "coding-auto", messages: [{ role: "user", content: "Hello" }] }),
            });
            console.log(answer.headers.get("x-coderouter-model"), (await answer.json()).choices[0].message.content);
            """),
        ("chat", "Chat front ends", "Open WebUI, LibreChat and others take an OpenAI-compatible address.", $"""
            OPENAI_API_BASE_URL={Visit.Address}/v1
            OPENAI_API_KEY={Visit.Key}
            """),
        ("batch", "A nightly batch with a ceiling", "The whole session may cost two dollars; then it is refused with 402, and nothing is spent.", $$"""
            curl {{Visit.Address}}/v1/chat/completions \
              -H 'Authorization: Bearer {{Visit.Key}}' -H 'Content-Type: application/json' \
              -H 'X-CodeRouter-Session: nightly-2026-11-20' -H 'X-CodeRouter-Budget: 2.00' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"…"}]}'
            """),
        ("embeddings", "Embeddings", "Passed through to a channel that has them; metered like everything else.", $$"""
            curl {{Visit.Address}}/v1/embeddings \
              -H 'Authorization: Bearer {{Visit.Key}}' -H 'Content-Type: application/json' \
              -d '{"model":"text-embedding-3-small","input":["first","second"]}'
            """),
        ("ci", "Tell how it came out, from CI", "Test results of a branch that an agent wrote teach the router which model was enough.", $$"""
            curl {{Visit.Address}}/v1/coderoute/feedback \
              -H 'Authorization: Bearer {{Visit.Key}}' -H 'Content-Type: application/json' \
              -d '{"session_id":"SESSION","outcome":"success","source":"ci","tests":{"passed":412,"failed":0} }'
            """),
        ("dry-run", "What would be decided", "Nothing is sent to a provider, nothing is paid.", $$"""
            curl {{Visit.Address}}/v1/coderoute/explain \
              -H 'Authorization: Bearer {{Visit.Key}}' -H 'Content-Type: application/json' \
              -d '{"model":"coding-auto","messages":[{"role":"user","content":"Move the session store to Redis."}]}'
            """),
    ];
}
