import type { WorldName } from '../attack.ts';
import type { Issuer } from './issuer.ts';
import type { Vocabulary } from './vocabulary.ts';

export type TargetName = 'stock' | 'lz';

/** The judge's look at a subgraph. */
export interface Inside {
  /** Whether a text was in any header or body that came to it. */
  heard(text: string): Promise<boolean>;
  /** How often the library was asked to sign somebody in. */
  logins(): Promise<number>;
}

/** One more process that serves the same graph. */
export interface AnotherProcess extends AsyncDisposable {
  readonly origin: string;
}

/** A server on trial, with what an attacker knows of it and what a judge may see. */
export interface Target {
  readonly name: TargetName;
  readonly world: WorldName;
  readonly safelist: boolean;
  readonly origin: string;
  readonly socketUrl: string;
  /** Whether it was started for the trial as the trial wants it: with a web app, and with a page of elsewhere that may call. */
  readonly tailored: boolean;
  /** Process that serves; null where it is not known. */
  readonly pid: number | null;
  /** Address that answers the longest delay of its event loop in ms since it was asked last; null where there is none. */
  readonly probeUrl: string | null;
  readonly words: Vocabulary;
  /** Addresses of subgraphs by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Keys that the gateway signs with, by subgraph, as far as they are known; for those who stand between them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names of the inside that no answer could hold by chance. */
  readonly secretNames: readonly string[];
  /** Starts one more process of the same kind, with its quotas in this Redis. */
  another(redisUrl: string): Promise<AnotherProcess>;
  /** What arrived behind the gateway; null where nobody looks. */
  readonly inside: Inside | null;
  /** Signs tokens that the target trusts; null where it trusts none. */
  readonly issuer: Issuer | null;
  /** Whether waits may take much longer than promised, for a machine that does other things meanwhile. */
  readonly patient: boolean;
}
