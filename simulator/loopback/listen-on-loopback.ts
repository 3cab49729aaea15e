import { once } from 'node:events';
import type { Server } from 'node:http';
import { answerLocalRequests, type MayBeVisited } from './local-requests.ts';

/** A server that listens only on 127.0.0.1. */
export interface LoopbackListener {
  readonly port: number;
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Makes a server listen on 127.0.0.1 and answer only programs of this machine; see {@link
 * answerLocalRequests}.
 *
 * @param port - 0 for any free port
 * @param mayBeVisited - requests to which a link on another site may lead; none by default
 * @throws Error with code EADDRINUSE when the port is taken
 */
export const listenOnLoopback = async (
  server: Server,
  port: number,
  mayBeVisited?: MayBeVisited,
): Promise<LoopbackListener> => {
  answerLocalRequests(server, mayBeVisited);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
