"""What is decided inside the shared Redis, each in one step; by its clock, in microseconds.

Whatever somebody else has put under our keys is deleted, never an error.
"""

from __future__ import annotations

from typing import Final

_NOW: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function whole(number) return string.format('%.0f', number) end
local function read(...)
  local found = redis.pcall(...)
  if type(found) == 'table' and found.err then
    redis.call('DEL', ({...})[2])
    return false
  end
  return found
end
"""

ASK: Final = (
    _NOW
    + """
-- KEYS: page, lock, era.
-- ARGV: token, lease (ms), floor (us), within (us; -1: any), max age (us), largest (bytes),
--       an era to begin with, life of an era (ms)
-- Returns: 'held', now, began, value | 'lead', now, era | 'wait', now, ms until the lease ends
local era = read('GET', KEYS[3])
if not era then
  era = ARGV[7]
  redis.call('SET', KEYS[3], era)
end
redis.call('PEXPIRE', KEYS[3], ARGV[8])
local floor, within = tonumber(ARGV[3]), tonumber(ARGV[4])
if within >= 0 then floor = math.max(floor, now - within + 1) end
floor = math.max(floor, now - tonumber(ARGV[5]))
local held = read('HMGET', KEYS[1], 'began', 'era') or {}
local began = tonumber(held[1] or '')
if began and began >= floor and began <= now and held[2] == era then
  local size = redis.call('HSTRLEN', KEYS[1], 'value')
  if size > 0 and size <= tonumber(ARGV[6]) then
    return {'held', whole(now), whole(began), redis.call('HGET', KEYS[1], 'value')}
  end
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {'lead', whole(now), era}
end
local left = redis.call('PTTL', KEYS[2])
if left < 0 then -- a lock that never ends is none of ours
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
  return {'lead', whole(now), era}
end
return {'wait', whole(now), left}
"""
)

KEEP: Final = (
    _NOW
    + """
-- KEYS: page, lock, era, news.
-- ARGV: token, began (us), era, digest, value, life (ms), channel, name, who, told, most news,
--       life of news (ms)
-- Keeps an answer, unless a write or a newer one came since it was asked for; ends the lock;
-- tells of rows that are others than before. Returns whether it was kept.
local kept = 0
if read('GET', KEYS[3]) == ARGV[3] then
  local old = read('HMGET', KEYS[1], 'began', 'digest') or {}
  local began = tonumber(old[1] or '') or 0
  if began <= tonumber(ARGV[2]) or began > now then
    redis.call('HSET', KEYS[1], 'began', ARGV[2], 'era', ARGV[3], 'digest', ARGV[4],
               'value', ARGV[5])
    redis.call('PEXPIRE', KEYS[1], ARGV[6])
    kept = 1
    if old[2] and old[2] ~= ARGV[4] then
      read('XLEN', KEYS[4])
      redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[11], '*', 'who', ARGV[9],
                 'told', ARGV[10])
      redis.call('PEXPIRE', KEYS[4], ARGV[12])
      redis.call('PUBLISH', ARGV[7], 'news')
    end
  end
end
if read('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
redis.call('PUBLISH', ARGV[7], 'done:' .. ARGV[8])
return kept
"""
)

LEAVE: Final = (
    _NOW
    + """
-- KEYS: lock. ARGV: token, channel, message. Ends a lock without an answer.
if read('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
"""
)

HOLD: Final = (
    _NOW
    + """
-- KEYS: lock. ARGV: token, lease (ms). Renews a lock; returns whether it was still held.
if read('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
)

TELL: Final = (
    _NOW
    + """
-- KEYS: era, news. ARGV: the next era, its life (ms), channel, who, told, most news,
--       life of news (ms)
-- After a write: nothing that was asked for before is believed any more, and all are told.
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
read('XLEN', KEYS[2])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*', 'who', ARGV[4], 'told', ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PUBLISH', ARGV[3], 'news')
"""
)

HEAR: Final = (
    _NOW
    + """
-- KEYS: news. ARGV: the entry heard last (blank: none), who, life of news (ms)
-- Returns: newest entry, whether some were lost, the entries since.
-- The entry heard last is there still: then none behind it was trimmed away.
local last = read('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if not last or not last[1] then -- so that there always is one to go on from
  local id = redis.call('XADD', KEYS[1], '*', 'who', '', 'told', '')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  last = {{id}}
end
if ARGV[1] == '' then return {last[1][1], 0, {}} end
local found = redis.call('XRANGE', KEYS[1], ARGV[1], '+')
if not found[1] or found[1][1] ~= ARGV[1] then return {last[1][1], 1, {}} end
local news = {}
for n = 2, #found do
  local fields = found[n][2]
  if fields[1] == 'who' and fields[2] ~= '' and fields[2] ~= ARGV[2] then
    news[#news + 1] = fields[4] or ''
  end
end
return {last[1][1], 0, news}
"""
)

TURN: Final = (
    _NOW
    + """
-- KEYS: pace. ARGV: interval (us), longest rest that is waited for (us), 1 to take a turn
-- A token bucket for one token: returns us of a rest that is too long, us until the turn.
local held = read('HMGET', KEYS[1], 'free', 'rests') or {}
local free, rests = tonumber(held[1] or '') or 0, tonumber(held[2] or '') or 0
local interval = tonumber(ARGV[1])
if rests - now > tonumber(ARGV[2]) then return {whole(rests - now), '0'} end
if ARGV[3] == '0' then return {'0', whole(math.max(0, rests - now))} end
if free - now > 3600000000 + interval then free = now end -- the clock was set back
local start = math.max(now, free, rests)
if interval > 0 then
  redis.call('HSET', KEYS[1], 'free', whole(start + interval))
  local life = math.ceil((start + interval - now) / 1000) + 60000
  redis.call('PEXPIRE', KEYS[1], whole(math.max(redis.call('PTTL', KEYS[1]), life)))
end
return {'0', whole(start - now)}
"""
)

REST: Final = (
    _NOW
    + """
-- KEYS: pace. ARGV: us. Nobody is to ask for a while; a longer rest is not shortened.
local rests = tonumber(read('HGET', KEYS[1], 'rests') or '') or 0
local until_ = math.max(rests, now + tonumber(ARGV[1]))
redis.call('HSET', KEYS[1], 'rests', whole(until_))
local life = math.max(redis.call('PTTL', KEYS[1]), math.ceil((until_ - now) / 1000) + 60000)
redis.call('PEXPIRE', KEYS[1], whole(life))
"""
)
