import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface HealthOptions {
  /** 127.0.0.1 unless a load balancer has to reach it. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether the door accepts mail. */
  readonly isHealthy: () => boolean;
  readonly metrics: () => string;
}

/** Answers `/health`, 200 while the door accepts mail and 503 otherwise, and `/metrics`. */
export const startHealthServer = async (options: HealthOptions): Promise<HealthServer> => {
  const server = createHealthServer(options);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const createHealthServer = ({ isHealthy, metrics }: HealthOptions): Server =>
  createServer({ requestTimeout: 10_000, maxHeaderSize: 8_192 }, ({ method, url }, response) => {
    if (method !== 'GET') response.writeHead(405, { Allow: 'GET' }).end();
    else if (url === '/health') {
      const healthy = isHealthy();
      response
        .writeHead(healthy ? 200 : 503, { 'Content-Type': 'text/plain' })
        .end(healthy ? 'ok\n' : 'stopping\n');
    } else if (url === '/metrics')
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(metrics());
    else response.writeHead(404).end();
  });
