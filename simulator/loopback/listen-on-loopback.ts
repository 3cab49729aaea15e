import { once } from 'node:events';
import type { Server } from 'node:http';
import { answerLocalRequests, type MayBeVisited } from './local-requests.ts';
import { type Reach, thisMachine } from './reach.ts';

/** A server that listens. */
export interface LoopbackListener {
  readonly port: number;
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Makes a server listen on 127.0.0.1 and answer only programs, of this machine; see {@link
 * answerLocalRequests}.
 *
 * @param port - 0 for any free port
 * @param mayBeVisited - requests to which a link on another site may lead; none by default
 * @param reach - for whoever has asked to be reached from elsewhere
 * @throws Error with code EADDRINUSE when the port is taken
 */
export const listenOnLoopback = async (
  server: Server,
  port: number,
  mayBeVisited?: MayBeVisited,
  reach: Reach = thisMachine,
): Promise<LoopbackListener> => {
  answerLocalRequests(server, mayBeVisited, reach);
  server.listen(port, reach.bind);
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
