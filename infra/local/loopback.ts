import { once } from 'node:events';
import type { Server } from 'node:http';

/** A server that listens on 127.0.0.1 and nowhere else. */
export interface LoopbackListener {
  readonly port: number;
  /** Closes the port and every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Lets a server listen on 127.0.0.1.
 *
 * @param port - 0 for any free one
 * @throws Error with code EADDRINUSE when the port is taken
 */
export const listenOnLoopback = async (server: Server, port: number): Promise<LoopbackListener> => {
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
