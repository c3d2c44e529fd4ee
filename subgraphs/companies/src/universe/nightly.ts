import type { Log } from '@lzstock/kit/log';
import type { ImportReport } from './import-tickers.ts';
import { parseSecTickers, type SecTickers, SecTickersError } from './sec-tickers.ts';
import { fetchTickers, type Version } from './ticker-source.ts';

export interface NightlyOptions {
  readonly url: string;
  /** Names a contact, as the SEC asks of every client; without it nothing is fetched. */
  readonly userAgent: string | undefined;
  readonly log: Log;
  readonly now: () => Date;
  readonly take: (tickers: SecTickers) => Promise<ImportReport>;
}

const hourUtc = 7;
const dayMs = 86_400_000;

/** Milliseconds from `now` to the next 07:00 UTC, when the day's list is out and the market is closed. */
export function untilNextNight(now: Date): number {
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hourUtc) - now.getTime();
  return next > 0 ? next : next + dayMs;
}

/** Fetches the SEC's list every night and takes it in. A night that fails is logged and left; the next one tries again. */
export function startNightly({ url, userAgent, log, now, take }: NightlyOptions): AsyncDisposable {
  if (!userAgent) {
    log.info('SEC_USER_AGENT is not set: the list of instruments is not kept up to date every night');
    return { [Symbol.asyncDispose]: async () => {} };
  }
  let version: Version | undefined;
  let running: Promise<void> = Promise.resolve();

  async function night(agent: string): Promise<void> {
    try {
      const fetched = await fetchTickers(url, agent, version);
      if (fetched.text === null) return log.info('the list of instruments is unchanged');
      const { refused: _, ...report } = await take(parseSecTickers(fetched.text));
      version = fetched.version;
      log.info(report, 'the list of instruments is up to date');
    } catch (error) {
      if (error instanceof SecTickersError) log.warn(`the nightly list of instruments is left: ${error.message}`);
      else log.error({ err: error }, 'the nightly list of instruments failed');
    }
  }

  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      running = night(userAgent);
      wait();
    }, untilNextNight(now()));
    timer.unref();
  };
  wait();
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await running;
    },
  };
}
