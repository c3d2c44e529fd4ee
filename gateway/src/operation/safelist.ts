import { Refusal } from '@lzstock/kit/refusal';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { createNewestTexts } from '../newest-texts.ts';
import { badOperation, type OperationLimits } from './limits.ts';
import type { OperationRequest } from './operation.ts';
import { scan } from './scan.ts';
import type { StoredOperations } from './stored.ts';

/** The text that a request means, by its hash or as it stands. Throws a `Refusal` where it means none, or one that may not run. */
export type TextOf = (request: OperationRequest) => string;

export interface SafelistOptions {
  readonly stored: StoredOperations;
  /** Whether only stored operations may run. */
  readonly only: boolean;
  readonly limits: Pick<OperationLimits, 'tokens' | 'nesting'>;
}

const remembered = { texts: 1_000, characters: 1_000_000 };

/** Stock clients know these two words: after the first they send the text, after the second they also stop sending hashes. */
const notFound = 'PersistedQueryNotFound';
const notSupported = 'PersistedQueryNotSupported';

const unknown = (message: string): Refusal => new Refusal('PERSISTED_QUERY_NOT_FOUND', message);

/** The hash by which a request names its operation, in either of the two ways there are; null where it names none. */
export function namedHash({ documentId, extensions }: OperationRequest): string | null {
  if (documentId) return documentId.replace(/^sha256:/, '');
  const named = extensions?.persistedQuery;
  const hash = typeof named === 'object' && named !== null && 'sha256Hash' in named ? named.sha256Hash : null;
  return typeof hash === 'string' ? hash.toLowerCase() : null;
}

/**
 * Finds stored operations by hash. Nothing is ever added to them by a request: a hash that comes with its text only has to be right. Where only they may
 * run, a text counts as stored that differs in nothing that means something.
 */
export function createSafelist({ stored, only, limits }: SafelistOptions): TextOf {
  const verdicts = createNewestTexts<boolean>(remembered);

  function isStored(text: string): boolean {
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const verdict = stored.has(scan(text, limits));
    verdicts.set(text, verdict);
    return verdict;
  }

  return (request) => {
    const hash = namedHash(request);
    const { query } = request;
    if (query) {
      if (only && !isStored(query)) throw unknown('Expected one of the operations that are stored here');
      if (hash !== null && stored.text(hash) !== query && hashOf(query) !== hash)
        throw badOperation('Expected the hash of the text it came with');
      return query;
    }
    if (hash === null) throw badOperation('Expected the text of an operation, or its hash');
    const text = stored.text(hash);
    if (text === undefined) throw unknown(only ? notFound : notSupported);
    return text;
  };
}
