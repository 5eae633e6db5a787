-- Posts one body over and over; each request carries one of 64 session ids, as a busy gateway sees many sessions at once.
-- wrk ... -s post.lua URL -- BODY_FILE
local number = 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["User-Agent"] = "opencode/1.18.33 ai-sdk/provider-utils/4.0.23 runtime/bun/1.3.14"
  wrk.headers["Authorization"] = "Bearer bench"
end

function request()
  number = number + 1
  wrk.headers["x-session-id"] = "ses_bench" .. (number % 64)
  return wrk.format()
end
