import type { AccessKey } from '../../shared/access-keys/access-key.ts';
import type { Reply } from './replies.ts';

/** A connection, from its first packet to its end. */
export interface Client {
  readonly id: string;
  /** Epoch ms. */
  readonly acceptedMs: number;
  /** Key with which it has logged in. */
  key?: AccessKey;
  failedLogins: number;
  /** Mail that is received or put on its queue. */
  mail?: MailUnderWay | undefined;
  /** Sends a reply, and closes the connection. */
  readonly close: (reply: Reply) => void;
  /** Called once, when the connection has ended. */
  readonly onGone: () => void;
}

export interface MailUnderWay {
  /** Epoch ms. */
  readonly startedMs: number;
  receivedBytes: number;
  /** Whether its last line has come: then the client waits for us. */
  isReceived: boolean;
}

/** All connections. */
export interface Clients {
  readonly add: (client: Client) => void;
  readonly find: (id: string) => Client | undefined;
  readonly remove: (id: string) => void;
  readonly all: () => readonly Client[];
  /** Resolves when there is none. */
  readonly whenGone: () => Promise<void>;
}

/** Creates the list of connections, with none in it. */
export const createClients = (): Clients => {
  const byId = new Map<string, Client>();
  let waiting: (() => void)[] = [];
  return {
    add: (client) => void byId.set(client.id, client),
    find: (id) => byId.get(id),
    remove: (id) => {
      const client = byId.get(id);
      if (client === undefined) return;
      byId.delete(id);
      client.onGone();
      if (byId.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    all: () => [...byId.values()],
    whenGone: () =>
      byId.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
};
