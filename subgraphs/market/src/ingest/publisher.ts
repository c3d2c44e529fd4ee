import type { PubSub, Redis } from '@lzstock/kit/redis/ports';
import { quotesMap, tickChannel } from '@lzstock/schema/market/ticks';
import type { TradedQuote } from '../quote/quote.ts';
import { toWire } from '../quote/quote-wire.ts';

type Message = Parameters<PubSub['publish']>[0][number];

/** Quotes of one message at most. */
const mostOfMessage = 100;

function messages(quotes: readonly { readonly symbol: string; readonly text: string }[]): Message[] {
  const byChannel = new Map<string, string[]>();
  for (const { symbol, text } of quotes) {
    const channel = tickChannel(symbol);
    const texts = byChannel.get(channel);
    if (texts) texts.push(text);
    else byChannel.set(channel, [text]);
  }
  const all: Message[] = [];
  for (const [channel, texts] of byChannel)
    for (let i = 0; i < texts.length; i += mostOfMessage)
      all.push({ channel, text: `[${texts.slice(i, i + mostOfMessage).join(',')}]` });
  return all;
}

/**
 * Keeps the quotes as the newest ones and then tells them, in two round trips, so that whoever listens before it reads misses nothing. False where a later
 * epoch was met: someone else leads, and nothing was told.
 */
export async function publishQuotes(redis: Redis, quotes: readonly TradedQuote[]): Promise<boolean> {
  if (quotes.length === 0) return true;
  const texts = quotes.map((quote) => ({ symbol: quote.symbol, text: JSON.stringify(toWire(quote)) }));
  const entries = quotes.map(({ symbol, epoch, seq }, i) => ({ field: symbol, epoch, seq, value: texts[i]!.text }));
  const taken = await redis.newest.offer(quotesMap, entries);
  if (taken.includes(false)) return false;
  await redis.pubsub.publish(messages(texts));
  return true;
}
