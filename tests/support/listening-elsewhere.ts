import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const done = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
    socket.on('timeout', () => done(false));
  });

/** Addresses of this machine, but for 127.0.0.1, under which somebody listens on the port. */
export const listeningElsewhere = async (port: number): Promise<readonly string[]> => {
  // On Linux the whole of 127.0.0.0/8 is this machine, so that one of it tells what listens on
  // every address.
  const others = new Set(['127.0.0.2', '::1']);
  for (const addresses of Object.values(networkInterfaces()))
    for (const { address, scopeid } of addresses ?? []) if (!scopeid) others.add(address);
  others.delete('127.0.0.1');
  const found = await Promise.all(
    [...others].map(async (address) => ((await answers(address, port)) ? [address] : [])),
  );
  return found.flat();
};
