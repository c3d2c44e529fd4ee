import type { Log } from '../../src/log.ts';
import { RedisUnavailable } from '../failure.ts';
import { fullJitter } from '../jitter.ts';
import type { ChannelListener, PubSub } from '../ports.ts';
import { allOf, type Connection } from './connection.ts';

interface Member {
  readonly listener: ChannelListener;
  /** `joining` until the channel is subscribed for the first time, `lost` while its connection is away. */
  state: 'joining' | 'hearing' | 'lost';
}

interface Channel {
  readonly name: string;
  readonly members: Set<Member>;
  subscribed: boolean;
  /** The one step towards what the members want that is under way. */
  settling: Promise<void> | null;
}

/**
 * All subscriptions share `subscriber`, a connection used for nothing else. Each channel moves between subscribed and not by one step at a time, so
 * joining and leaving may interleave in any way. After a loss every channel still wanted is subscribed anew.
 */
export function serverPubSub(publisher: Connection, subscriber: Connection, log: Log): PubSub {
  const channels = new Map<string, Channel>();
  let refusals = 0;

  function tell(member: Member, call: (listener: ChannelListener) => void, channel: string): void {
    try {
      call(member.listener);
    } catch (err) {
      log.error({ err, channel }, 'a listener of a channel threw');
    }
  }

  subscriber.client.on('message', (name: string, text: string) => {
    for (const member of channels.get(name)?.members ?? [])
      if (member.state === 'hearing') tell(member, (listener) => listener.message(text), name);
  });
  subscriber.client.on('close', () => {
    for (const channel of channels.values()) {
      channel.subscribed = false;
      for (const member of channel.members) {
        if (member.state !== 'hearing') continue;
        member.state = 'lost';
        tell(member, (listener) => listener.lost?.(), channel.name);
      }
    }
  });
  subscriber.client.on('ready', () => void subscribeAgain());

  async function subscribeAgain(): Promise<void> {
    const settled = await Promise.allSettled([...channels.values()].map(settle));
    const failures = settled.filter((one) => one.status === 'rejected');
    if (failures.length === 0) {
      refusals = 0;
      return;
    }
    if (!subscriber.ready) return;
    log.warn({ err: failures[0]!.reason, channels: failures.length }, 'redis: channels could not be subscribed again');
    const { stream } = subscriber.client;
    setTimeout(
      () => {
        if (subscriber.client.stream === stream) subscriber.restart('channels could not be subscribed again');
      },
      fullJitter(++refusals, 50, 1_000),
    ).unref();
  }

  function settle(channel: Channel): Promise<void> {
    channel.settling ??= step(channel).finally(() => {
      channel.settling = null;
    });
    return channel.settling;
  }

  async function step(channel: Channel): Promise<void> {
    for (;;) {
      const wanted = channel.members.size > 0;
      if (wanted === channel.subscribed) break;
      if (wanted) {
        await subscriber.ask((client) => client.subscribe(channel.name));
        channel.subscribed = subscriber.ready;
        if (!channel.subscribed) throw new RedisUnavailable('the connection was lost while subscribing');
      } else {
        await subscriber.ask((client) => client.unsubscribe(channel.name));
        channel.subscribed = false;
      }
    }
    for (const member of channel.members) hear(member, channel.name);
    forget(channel);
  }

  function forget(channel: Channel): void {
    if (channel.members.size === 0 && !channel.subscribed && channels.get(channel.name) === channel)
      channels.delete(channel.name);
  }

  function hear(member: Member, channel: string): void {
    const { state } = member;
    member.state = 'hearing';
    if (state === 'lost') tell(member, (listener) => listener.back?.(), channel);
  }

  async function leave(channel: Channel, member: Member): Promise<void> {
    if (!channel.members.delete(member)) return;
    if (channel.members.size > 0) return;
    await settle(channel).catch(() => subscriber.restart(`channel ${channel.name} could not be left`));
    forget(channel);
  }

  return {
    get channels() {
      let count = 0;
      for (const channel of channels.values()) if (channel.subscribed) count++;
      return count;
    },
    async publish(messages) {
      await publisher.ask((client) => {
        const pipeline = client.pipeline();
        for (const { channel, text } of messages) pipeline.publish(channel, text);
        return allOf(pipeline);
      });
    },
    async subscribe(name, listener) {
      const channel = channels.get(name) ?? { name, members: new Set(), subscribed: false, settling: null };
      channels.set(name, channel);
      const member: Member = { listener, state: 'joining' };
      channel.members.add(member);
      try {
        while (member.state === 'joining') await settle(channel);
      } catch (error) {
        await leave(channel, member);
        throw error;
      }
      return { [Symbol.asyncDispose]: () => leave(channel, member) };
    },
  };
}
