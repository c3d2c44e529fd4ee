import { parseArgs } from 'node:util';
import { findOperations } from './find-operations.ts';
import { isBroken, lineOf, runConformance, summaryOf } from './run.ts';
import { defaults, type Server } from './server.ts';

/** `npm run conformance:ws -- ws://host:port/graphql`: exit code 0 where no MUST is broken, 1 where one is, 2 where the arguments are not understood. */
const options = {
  query: { type: 'string' },
  invalid: { type: 'string' },
  mutation: { type: 'string' },
  subscription: { type: 'string' },
  'ending-subscription': { type: 'string' },
  init: { type: 'string' },
  patience: { type: 'string' },
  'init-timeout': { type: 'string' },
  'max-message': { type: 'string' },
  'half-open': { type: 'string' },
  slow: { type: 'boolean' },
  only: { type: 'string', multiple: true },
} as const;

function readServer(): { readonly server: Server; readonly only: readonly string[] } {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [url] = positionals;
  if (positionals.length !== 1 || !/^wss?:\/\//.test(url!)) throw new Error('expected one address, ws://… or wss://…');
  const number = (name: 'patience' | 'init-timeout' | 'max-message' | 'half-open', otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!(value > 0)) throw new Error(`--${name}: expected a number above 0, came ${values[name]}`);
    return value;
  };
  return {
    only: values.only ?? [],
    server: {
      url: url!,
      initPayload: values.init ? (JSON.parse(values.init) as Record<string, unknown>) : null,
      query: values.query ?? defaults.query,
      invalid: values.invalid ?? defaults.invalid,
      mutation: values.mutation ?? null,
      subscription: values.subscription ?? null,
      endingSubscription: values['ending-subscription'] ?? null,
      patience: number('patience', defaults.patience),
      initTimeout: number('init-timeout', defaults.initTimeout),
      maxMessage: number('max-message', defaults.maxMessage),
      halfOpen: number('half-open', defaults.halfOpen),
      slow: values.slow ?? false,
    },
  };
}

try {
  const { server, only } = readServer();
  const verdicts = await runConformance(await findOperations(server), only, (verdict) => console.log(lineOf(verdict)));
  console.log(summaryOf(verdicts));
  process.exitCode = isBroken(verdicts) ? 1 : 0;
} catch (error) {
  console.error(`conformance: ${(error as Error).message}`);
  process.exitCode = 2;
}
