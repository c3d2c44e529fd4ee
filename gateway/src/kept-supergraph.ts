import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { ConfigError } from '@lzstock/kit/config';
import type { Log } from '@lzstock/kit/log';
import { loadSupergraph } from './supergraph.ts';

export interface KeptSupergraphOptions {
  /** Path or address, as `loadSupergraph` takes it. */
  readonly source: string | undefined;
  /** File that keeps the supergraph served last; nothing is kept where left out. */
  readonly keptAt: string | undefined;
  readonly log: Log;
}

export interface KeptSupergraph {
  /** What the source has, or what was served last while the source cannot be read; then its age is logged. Throws `ConfigError` where there is neither. */
  load(): Promise<string>;
  /** Keeps a supergraph that is being served, whole or not at all. Never rejects; a failure is logged. */
  keep(supergraphSdl: string): Promise<void>;
}

/** Lets a gateway start while whoever publishes its supergraph is away. */
export function keptSupergraph({ source, keptAt, log }: KeptSupergraphOptions): KeptSupergraph {
  async function last(path: string): Promise<{ readonly sdl: string; readonly ageSeconds: number } | null> {
    try {
      const { mtimeMs } = await stat(path);
      return { sdl: await readFile(path, 'utf8'), ageSeconds: Math.round((Date.now() - mtimeMs) / 1_000) };
    } catch {
      return null;
    }
  }

  return {
    async load() {
      try {
        return await loadSupergraph(source);
      } catch (err) {
        const kept = keptAt !== undefined && err instanceof ConfigError ? await last(keptAt) : null;
        if (!kept) throw err;
        log.error(
          { err, keptAt, ageSeconds: kept.ageSeconds },
          'the supergraph cannot be read; the one served last is',
        );
        return kept.sdl;
      }
    },
    async keep(supergraphSdl) {
      if (keptAt === undefined) return;
      const beside = `${keptAt}.${process.pid}`;
      try {
        await writeFile(beside, supergraphSdl, { mode: 0o600 });
        await rename(beside, keptAt);
      } catch (err) {
        log.error({ err, keptAt }, 'the supergraph that is served could not be kept');
      }
    },
  };
}
