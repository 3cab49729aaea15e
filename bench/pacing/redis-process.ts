// Redis for the designs that need it, in memory and on 127.0.0.1 only. Prints `{"port": …}` on
// stdout when it is ready, and ends with its parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
};

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const port = await freePort();
const redis = spawn(
  'redis-server',
  [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
redis.once('error', () => process.exit(1));
redis.once('exit', (code) => process.exit(code ?? 1));
process.on('exit', () => redis.kill('SIGKILL'));
process.on('SIGTERM', () => process.exit(0));

while (!(await answers(port))) await sleep(50);
process.stdout.write(`${JSON.stringify({ port })}\n`);
