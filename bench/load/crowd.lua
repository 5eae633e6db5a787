-- Every request is a session of its own, every fourth by the Responses format, whose answers are kept for the next question.
-- wrk ... -s crowd.lua URL -- BODY_FILE
local number = 0
local run

function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.body = file:read("*a")
  file:close()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["User-Agent"] = "opencode/1.18.33 ai-sdk/provider-utils/4.0.23 runtime/bun/1.3.14"
  wrk.headers["Authorization"] = "Bearer bench"
  run = os.time()
end

function request()
  number = number + 1
  wrk.headers["x-session-id"] = "ses_" .. run .. "_" .. number
  if number % 4 == 0 then
    return wrk.format(nil, "/v1/responses", nil, '{"model":"coding-auto","input":"Rename variable v' .. number .. ' in src/rates.py"}')
  end
  return wrk.format()
end
