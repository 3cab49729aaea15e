import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { withFileLock } from '../with-file-lock.ts';

/** Directory of one running stack. No other stack writes there while it is held. */
export interface StackDirectory {
  readonly path: string;
  /** Releases the directory; safe to call while the process exits. */
  readonly release: () => void;
}

const lockShape = z.object({ pid: z.number(), port: z.number(), token: z.string() });

const ANSWER_TIMEOUT_MS = 1_000;

/** Most stacks that run side by side in one directory. */
const MOST_STACKS = 20;

/**
 * Takes the directory for a stack, or, when a stack runs in it already, the first free one of
 * `<directory>/stack-2`, `stack-3`, … A lock left behind by a stack that was killed does not count.
 *
 * @throws Error when twenty stacks run side by side
 */
export const takeStackDirectory = async (directory: string): Promise<StackDirectory> => {
  for (let number = 1; number <= MOST_STACKS; number += 1) {
    const taken = await take(number === 1 ? directory : join(directory, `stack-${number}`));
    if (taken !== undefined) return taken;
  }
  throw new Error(`${MOST_STACKS} stacks run in ${directory} already; stop one of them`);
};

/**
 * Whether a stack that knows the token still listens on the port. A process id proves nothing,
 * because ids are reused.
 */
const answers = (port: number, token: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_TIMEOUT_MS });
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(said === token));
  });

const isHeld = async (file: string): Promise<boolean> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  try {
    const { port, token } = lockShape.parse(JSON.parse(text));
    return await answers(port, token);
  } catch {
    return false;
  }
};

const startGuard = (token: string): Promise<{ readonly server: Server; readonly port: number }> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(token);
    });
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      const address = server.address();
      resolve({ server, port: address !== null && typeof address === 'object' ? address.port : 0 });
    });
  });

const take = async (path: string): Promise<StackDirectory | undefined> => {
  await mkdir(path, { recursive: true });
  const file = join(path, 'stack.lock');
  return withFileLock(join(path, 'taking'), async () => {
    if (await isHeld(file)) return undefined;
    const token = randomUUID();
    const { server, port } = await startGuard(token);
    await writeFile(file, `${JSON.stringify({ pid: process.pid, port, token })}\n`);
    return {
      path,
      release: () => {
        rmSync(file, { force: true });
        server.close();
      },
    };
  });
};
