import type { Log } from '@lzstock/kit/log';
import { serve } from '@lzstock/kit/serve';
import { companyName, sdl } from './world.ts';

/** A `companies` that knows a name for every symbol and counts how often it was asked. */
export async function startCompanies(log: Log): Promise<{ readonly url: string; fetches(): number }> {
  let fetches = 0;
  const { url } = await serve({
    name: 'companies',
    typeDefs: sdl('companies'),
    resolvers: {
      Instrument: {
        __resolveReference: ({ symbol }: { symbol: string }) => ({ symbol }),
        company: ({ symbol }: { symbol: string }) => ({ cik: '0000000001', name: companyName(symbol) }),
      },
    },
    context: (viewer) => {
      fetches++;
      return { viewer };
    },
    port: 0,
    log,
    ready: async () => {},
  });
  return { url, fetches: () => fetches };
}
