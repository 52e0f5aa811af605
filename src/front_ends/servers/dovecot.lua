-- keyfob answers Dovecot 2.3 and 2.4: goes to /etc/dovecot/keyfob.lua, and is named by dovecot-2.3.conf or
-- dovecot-2.4.conf (Debian: package dovecot-auth-lua). User and password go to keyfob's stdin, never into an
-- argument. Without keyfob.service leave --via and the socket out: then whoever runs this must own the store.

local ask = "/usr/bin/keyfob auth check --quiet --via /run/keyfob/auth.sock"

local function quoted(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- What one of these versions calls it; the other doesn't know the name.
local function told(request, names)
  for _, name in ipairs(names) do
    local known, value = pcall(function() return request[name] end)
    if known and type(value) == "string" and value ~= "" then
      return value
    end
  end
  return nil
end

function auth_password_verify(request, password)
  local failure = dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE
  local command = ask
  local service = told(request, { "service", "protocol" })
  if service then
    command = command .. " --service=" .. quoted(service)
  end
  local address = told(request, { "rip", "remote_ip" })
  if address then
    command = command .. " --from=" .. quoted(address)
  end

  local keyfob = io.popen(command, "w")
  if not keyfob then
    return failure, "keyfob can't be run"
  end
  keyfob:write(request.user, "\n", password, "\n")
  local _, how, code = keyfob:close()
  if how == "exit" and code == 0 then
    return dovecot.auth.PASSDB_RESULT_OK, {}
  end
  if how == "exit" and code == 1 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  return failure, "keyfob couldn't decide: " .. tostring(how) .. " " .. tostring(code)
end
