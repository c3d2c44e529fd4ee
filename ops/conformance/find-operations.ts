import type { Server } from './server.ts';
import { openVisit, outcome, subscribe } from './visit.ts';

/** What LZStock streams, and what any server with mutations answers. */
const quotes = 'subscription { quotes(symbols: ["AAPL"]) { symbol seq } }';
const typename = 'mutation { __typename }';

/**
 * Fills in a mutation and a subscription that the server turns out to answer where none were named; they stay null where it does not. Rejects where the
 * server cannot be reached or acknowledges nobody.
 */
export async function findOperations(server: Server): Promise<Server> {
  using visit = openVisit(server);
  const talk = await visit.acknowledged();
  const answers = async (id: string, operation: string, isStream: boolean): Promise<boolean> => {
    talk.send(subscribe(id, operation));
    if (!isStream) return outcome(talk, id).then(([first]) => isAnswer(first?.payload));
    const messages = await talk.receiveUntil('a value or an end', (message) => message.id === id);
    talk.send({ id, type: 'complete' });
    return isAnswer(messages.at(-1)?.payload);
  };
  const found = async (named: string | null, id: string, operation: string, isStream: boolean) =>
    named ?? ((await answers(id, operation, isStream).catch(() => false)) ? operation : null);
  return {
    ...server,
    mutation: await found(server.mutation, 'mutation', typename, false),
    subscription: await found(server.subscription, 'subscription', quotes, true),
  };
}

const isAnswer = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'data' in payload && payload.data !== null;
