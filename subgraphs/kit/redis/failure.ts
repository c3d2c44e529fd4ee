/** Redis could not be reached, or did not answer, within the deadline of a call. What was asked for may or may not have happened. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

/** The stream has no such group: it was never created, or the server lost its data since. */
export class NoGroup extends Error {
  override readonly name = 'NoGroup';

  constructor(stream: string, group: string, options?: ErrorOptions) {
    super(`stream ${stream}: expected group ${group} to exist, there is none`, options);
  }
}
