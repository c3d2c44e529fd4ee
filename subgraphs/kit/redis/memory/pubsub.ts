import type { ChannelListener, PubSub } from '../ports.ts';

interface Member {
  readonly listener: ChannelListener;
}

/** Messages are delivered after `publish` was called, never within it. */
export function memoryPubSub(): PubSub & Disposable {
  const channels = new Map<string, Set<Member>>();

  return {
    get channels() {
      return channels.size;
    },
    async publish(messages) {
      await null;
      for (const { channel, text } of messages) {
        for (const member of channels.get(channel) ?? []) member.listener.message(text);
      }
    },
    async subscribe(channel, listener) {
      const members = channels.get(channel) ?? new Set();
      const member = { listener };
      channels.set(channel, members.add(member));
      return {
        async [Symbol.asyncDispose]() {
          members.delete(member);
          if (members.size === 0 && channels.get(channel) === members) channels.delete(channel);
        },
      };
    },
    [Symbol.dispose]() {
      channels.clear();
    },
  };
}
