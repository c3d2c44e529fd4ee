import { startRelay } from '../events/relay.ts';
import { connectRedis } from '../redis/server.ts';
import { log } from './events-world.ts';

/** A process that relays until it is killed. */
const [databaseUrl, redisUrl, stream] = process.argv.slice(2) as [string, string, string];
startRelay({ databaseUrl, redis: await connectRedis(redisUrl, { log }), stream, log });
