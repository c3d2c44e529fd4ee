/** A server cannot be had on this machine; `message` is a sentence for the person at the screen: what is wrong and what to do. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
}
