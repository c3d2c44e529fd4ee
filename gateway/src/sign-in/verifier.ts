import { Refusal } from '@lzstock/kit/refusal';
import type { Viewer } from '@lzstock/kit/viewer';

/** A sign-in that was found good. */
export interface SignIn {
  readonly viewer: Viewer;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Reads what clients sign in with. */
export interface Verifier {
  /**
   * The sign-in that a token stands for. Rejects with `UNAUTHENTICATED` where it stands for none, whatever the reason, and with `OVERLOADED` where that
   * cannot be told at present.
   */
  verify(token: string): Promise<SignIn>;
}

/** One sentence for whatever is wrong with a token, so that nobody learns what to change. */
export const notSignedIn = (): Refusal => new Refusal('UNAUTHENTICATED', 'This sign-in does not hold; sign in again');

/** Where no issuer is known nobody can be signed in. */
export const refusingVerifier: Verifier = { verify: () => Promise.reject(notSignedIn()) };
