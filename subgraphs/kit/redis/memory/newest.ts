import type { NewestEntry, NewestMap } from '../ports.ts';

export function memoryNewest(): NewestMap {
  const maps = new Map<string, Map<string, NewestEntry>>();
  const fieldsOf = (map: string) => maps.get(map) ?? new Map<string, NewestEntry>();

  return {
    async offer(map, entries) {
      const fields = fieldsOf(map);
      maps.set(map, fields);
      return entries.map((entry) => {
        const known = fields.get(entry.field);
        if (known !== undefined && !isNewer(entry, known)) return false;
        fields.set(entry.field, { ...entry });
        return true;
      });
    },
    async read(map, fields) {
      const known = fieldsOf(map);
      return fields.map((field) => known.get(field)?.value ?? null);
    },
  };
}

function isNewer(entry: NewestEntry, known: NewestEntry): boolean {
  return entry.epoch === known.epoch ? entry.seq > known.seq : entry.epoch > known.epoch;
}
