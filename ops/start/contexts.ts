import { startCompanies } from '@lzstock/companies/companies';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import type { SubgraphKeys } from '@lzstock/kit/signature/signature';
import { startMarket } from '@lzstock/market/market';
import type { SubgraphName } from '@lzstock/schema/subgraphs';

/** What every context is started with. */
export interface ContextConfig {
  readonly databaseUrl: string;
  readonly redis: Redis;
  readonly host: string;
  readonly port: number;
  readonly secrets: SubgraphKeys;
  readonly log: Log;
  /** The environment, for what only one context reads. */
  readonly env: NodeJS.ProcessEnv;
}

export type StartContext = (config: ContextConfig) => Promise<{ readonly url: string } & AsyncDisposable>;

/** How each context of the graph is started within this process. */
export const contexts: Readonly<Record<SubgraphName, StartContext>> = {
  companies: startCompanies,
  market: startMarket,
};
