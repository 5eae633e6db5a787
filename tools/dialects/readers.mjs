// What each vendor's client library makes of an answer: text, calls, stop and usage, in one form for all.
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";

const KEY = "any", MOST = 4000;
const STOPS = {
  openai: { stop: "end", tool_calls: "tools", function_call: "tools", length: "length", content_filter: "refusal" },
  anthropic: { end_turn: "end", stop_sequence: "end", pause_turn: "end", tool_use: "tools", max_tokens: "length", model_context_window_exceeded: "length", refusal: "refusal" },
  gemini: { STOP: "end", MAX_TOKENS: "length" },
};

/** Reader of each format: takes what is to be read (id, stream, the names of the tools to offer) and asks the gateway at this address for it. */
export function readers(base) {
  const openai = new OpenAI({ apiKey: KEY, baseURL: base + "/v1", maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: KEY, baseURL: base, maxRetries: 0 });
  const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: base } });
  return {
    openai: (reading) => chat(openai, reading),
    responses: (reading) => responses(openai, reading),
    anthropic: (reading) => messages(anthropic, reading),
    gemini: (reading) => gemini(google, reading),
  };
}

const question = (reading) => `recording [${reading.id}]`;
const model = (reading) => `at-${reading.format}`;
const names = (reading) => [...new Set(reading.calls.map((c) => c.name))];
const schema = { type: "object", properties: {} };

async function chat(client, reading) {
  const tools = names(reading).map((name) => ({ type: "function", function: { name, parameters: schema } }));
  const asked = { model: model(reading), messages: [{ role: "user", content: question(reading) }], ...(tools.length > 0 && { tools }) };
  const answer = reading.stream
    ? await client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } }).finalChatCompletion()
    : await client.chat.completions.create(asked);
  const [{ message, finish_reason }] = answer.choices;
  return {
    text: (message.content ?? "") + (message.refusal ?? ""),
    calls: (message.tool_calls ?? []).map((c) => call(c.function.name, c.function.arguments)),
    stop: STOPS.openai[finish_reason],
    usage: {
      input: answer.usage?.prompt_tokens ?? 0,
      cacheRead: answer.usage?.prompt_tokens_details?.cached_tokens ?? 0,
      output: answer.usage?.completion_tokens ?? 0,
      reasoning: answer.usage?.completion_tokens_details?.reasoning_tokens ?? 0,
    },
  };
}

async function responses(client, reading) {
  const tools = names(reading).map((name) => ({ type: "function", name, parameters: schema, strict: false }));
  const asked = { model: model(reading), input: question(reading), ...(tools.length > 0 && { tools }) };
  const answer = reading.stream ? await client.responses.stream(asked).finalResponse() : await client.responses.create(asked);
  const said = answer.output.filter((item) => item.type === "message").flatMap((item) => item.content);
  const calls = answer.output.filter((item) => item.type === "function_call" || item.type === "custom_tool_call")
    .map((item) => (item.type === "custom_tool_call" ? { name: item.name, arguments: { input: item.input } } : call(item.name, item.arguments)));
  const reason = answer.incomplete_details?.reason;
  return {
    text: said.map((part) => part.text ?? part.refusal).join(""),
    calls,
    stop: reason === "max_output_tokens" ? "length" : reason === "content_filter" || said.some((part) => part.type === "refusal") ? "refusal" : calls.length > 0 ? "tools" : "end",
    usage: {
      input: answer.usage?.input_tokens ?? 0,
      cacheRead: answer.usage?.input_tokens_details?.cached_tokens ?? 0,
      output: answer.usage?.output_tokens ?? 0,
      reasoning: answer.usage?.output_tokens_details?.reasoning_tokens ?? 0,
    },
  };
}

async function messages(client, reading) {
  const tools = names(reading).map((name) => ({ name, input_schema: schema }));
  const asked = { model: model(reading), max_tokens: MOST, messages: [{ role: "user", content: question(reading) }], ...(tools.length > 0 && { tools }) };
  const answer = reading.stream ? await client.messages.stream(asked).finalMessage() : await client.messages.create(asked);
  const { input_tokens: fresh, cache_read_input_tokens: cached, cache_creation_input_tokens: written, output_tokens: output } = answer.usage;
  return {
    text: answer.content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    calls: answer.content.filter((block) => block.type === "tool_use").map((block) => ({ name: block.name, arguments: block.input })),
    stop: STOPS.anthropic[answer.stop_reason],
    usage: { input: fresh + (cached ?? 0) + (written ?? 0), cacheRead: cached ?? 0, cacheWrite: written ?? 0, output },
  };
}

async function gemini(client, reading) {
  const functionDeclarations = names(reading).map((name) => ({ name, parametersJsonSchema: schema }));
  const asked = { model: model(reading), contents: question(reading), config: functionDeclarations.length > 0 ? { tools: [{ functionDeclarations }] } : {} };
  const chunks = [];
  if (reading.stream) for await (const chunk of await client.models.generateContentStream(asked)) chunks.push(chunk);
  else chunks.push(await client.models.generateContent(asked));
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const calls = parts.filter((part) => part.functionCall).map((part) => ({ name: part.functionCall.name, arguments: part.functionCall.args ?? {} }));
  const usage = chunks.findLast((chunk) => chunk.usageMetadata)?.usageMetadata;
  const end = chunks.map((chunk) => chunk.candidates?.[0]?.finishReason ?? chunk.promptFeedback?.blockReason).findLast((reason) => reason);
  return {
    text: parts.map((part) => (part.thought ? "" : part.text ?? "")).join(""),
    calls,
    stop: STOPS.gemini[end] === "end" && calls.length > 0 ? "tools" : STOPS.gemini[end] ?? "refusal",
    usage: {
      input: usage?.promptTokenCount ?? 0,
      cacheRead: usage?.cachedContentTokenCount ?? 0,
      output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
      reasoning: usage?.thoughtsTokenCount ?? 0,
    },
  };
}

/** Arguments that were cut off, and what is no object, are compared as the text they are. */
function call(name, text) {
  try {
    const value = JSON.parse(text || "{}");
    if (value && typeof value === "object" && !Array.isArray(value)) return { name, arguments: value };
  } catch { /* cut off */ }
  return { name, arguments: { arguments: text } };
}
