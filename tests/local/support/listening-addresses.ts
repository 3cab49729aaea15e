import { readdir, readFile, readlink } from 'node:fs/promises';

/** Whether this system tells which process listens where. */
export const knowsListeners = process.platform === 'linux';

const socketsOf = async (pid: number): Promise<readonly string[]> => {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.slice(1) ?? []);
};

const addressOf = (hex: string): string =>
  hex.length === 8 ? [...Buffer.from(hex, 'hex')].reverse().join('.') : `[${hex}]`;

/** `address:port` of every TCP socket on which one of the processes listens. */
export const listeningAddresses = async (pids: readonly number[]): Promise<readonly string[]> => {
  const own = new Set((await Promise.all(pids.map(socketsOf))).flat());
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const isListening = '0A';
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const [address = '', port = ''] = local.split(':');
        return state === isListening && own.has(inode)
          ? [`${addressOf(address)}:${Number.parseInt(port, 16)}`]
          : [];
      }),
  );
};
