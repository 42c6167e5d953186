"""Sends responses of OpenAI, Anthropic and Bedrock as they are; standard library only."""
import json
import os
import urllib.request

URL = os.environ.get("GOLDWATCH_URL", "http://127.0.0.1:9464") + "/v1/events?source=llm"


def count(response: dict, **more: object) -> None:
    """`more` is what a response does not say: duration_s, conversation_id, and the model of a Bedrock response."""
    body = json.dumps({**response, **more}).encode()
    urllib.request.urlopen(urllib.request.Request(URL, data=body), timeout=2).read()


# client.chat.completions.create(…).model_dump()
openai = {
    "id": "chatcmpl-1",
    "model": "gpt-4.1-2025-04-14",
    "choices": [{"message": {"role": "assistant", "content": "Nothing of this is kept."}}],
    "usage": {"prompt_tokens": 10000, "completion_tokens": 500, "prompt_tokens_details": {"cached_tokens": 4000}},
}
# client.messages.create(…).model_dump()
anthropic = {
    "id": "msg_1",
    "model": "claude-sonnet-4-5-20250929",
    "usage": {"input_tokens": 2000, "cache_read_input_tokens": 10000, "output_tokens": 1000},
}
# bedrock.converse(modelId=…)
bedrock = {"usage": {"inputTokens": 1000, "outputTokens": 200}, "metrics": {"latencyMs": 850}}

count(openai, duration_s=1.5, conversation_id="c-1")
count(openai, duration_s=1.5, conversation_id="c-1")  # Sent again: the id of the response is known.
count(anthropic, duration_s=2.5, conversation_id="c-1")
count(bedrock, modelId="global.anthropic.claude-haiku-4-5-20251001-v1:0", conversation_id="c-2")
count({"usage": {"input_tokens": 1000000, "output_tokens": 0}}, model="my-fine-tune")
count({"usage": {"input_tokens": 100, "output_tokens": 10}}, model="somebody-elses-model")
count({"error": {"type": "rate_limit_error"}}, model="claude-sonnet-4-5-20250929")
