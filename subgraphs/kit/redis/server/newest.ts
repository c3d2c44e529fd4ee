import type { NewestMap } from '../ports.ts';
import type { Connection } from './connection.ts';

const offer = `
local fields, marks, taken, values, newMarks = {}, {}, {}, {}, {}
local count = #ARGV / 4

local function before(a, b)
  for i = 1, math.min(#a, #b) do
    if a:byte(i) ~= b:byte(i) then return a:byte(i) < b:byte(i) end
  end
  return #a < #b
end

for from = 0, count - 1, 1000 do
  local part = {}
  for i = from, math.min(from + 999, count - 1) do part[#part + 1] = ARGV[i * 4 + 1] end
  local found = redis.call('HMGET', KEYS[2], unpack(part))
  for i = 1, #part do fields[#fields + 1] = part[i]; marks[part[i]] = found[i] or marks[part[i]] end
end

for i = 0, count - 1 do
  local field, epoch, seq, value = ARGV[i * 4 + 1], ARGV[i * 4 + 2], ARGV[i * 4 + 3], ARGV[i * 4 + 4]
  local mark = marks[field]
  local take = 1
  if mark then
    local at = mark:find(' ', 1, true)
    local knownSeq, knownEpoch = tonumber(mark:sub(1, at - 1)), mark:sub(at + 1)
    if epoch == knownEpoch then
      if tonumber(seq) <= knownSeq then take = 0 end
    elseif before(epoch, knownEpoch) then take = 0 end
  end
  taken[i + 1] = take
  if take == 1 then
    marks[field] = seq .. ' ' .. epoch
    values[field] = value
  end
end

local valueArgs, markArgs = {}, {}
local function write()
  if #valueArgs == 0 then return end
  redis.call('HSET', KEYS[1], unpack(valueArgs))
  redis.call('HSET', KEYS[2], unpack(markArgs))
  valueArgs, markArgs = {}, {}
end
for field, value in pairs(values) do
  valueArgs[#valueArgs + 1], markArgs[#markArgs + 1] = field, field
  valueArgs[#valueArgs + 1], markArgs[#markArgs + 1] = value, marks[field]
  if #valueArgs >= 2000 then write() end
end
write()
return taken
`;

type Offer = (valueKey: string, markKey: string, ...entries: (string | number)[]) => Promise<number[]>;

/** Values and marks (`seq epoch`) of a map are two hashes in one slot, so that reading needs no script. */
export function serverNewest(connection: Connection): NewestMap {
  connection.client.defineCommand('offerNewest', { numberOfKeys: 2, lua: offer });
  return {
    async offer(map, entries) {
      if (entries.length === 0) return [];
      const args = entries.flatMap(({ field, epoch, seq, value }) => [field, epoch, seq, value]);
      const taken = await connection.ask((client) =>
        (client as unknown as { offerNewest: Offer }).offerNewest(`newest:{${map}}`, `newest:{${map}}:mark`, ...args),
      );
      return taken.map((one) => one === 1);
    },
    async read(map, fields) {
      if (fields.length === 0) return [];
      return connection.ask((client) => client.hmget(`newest:{${map}}`, ...fields));
    },
  };
}
