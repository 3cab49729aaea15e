import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { takeStackDirectory } from '../../../local/stack/stack-directory.ts';
import { listenOnLoopback } from '../../../simulator/loopback/listen-on-loopback.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/bundles.ts';

afterAll(removeTemporaryDirectories);

describe('stack-directory', () => {
  it('is given to one stack at a time, and the next gets one of its own', async () => {
    const directory = await temporaryDirectory();
    const stacks = await Promise.all([1, 2, 3].map(() => takeStackDirectory(directory)));

    expect(stacks.map(({ path }) => path).sort()).toEqual([
      directory,
      join(directory, 'stack-2'),
      join(directory, 'stack-3'),
    ]);
    for (const stack of stacks) stack.release();
    expect(existsSync(join(directory, 'stack.lock'))).toBe(false);
    const again = await takeStackDirectory(directory);
    again.release();
    expect(again.path).toBe(directory);
  });

  it.each([
    [
      'names a port where nothing listens',
      JSON.stringify({ pid: process.pid, port: 1, token: 't' }),
    ],
    ['is no JSON', 'half a l'],
    ['is of another kind', '{"pid":1}'],
  ])('is free when its lock %s', async (_, lock) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'stack.lock'), lock);

    const taken = await takeStackDirectory(directory);
    taken.release();

    expect(taken.path).toBe(directory);
  });

  it('is free when another program has got the port that its lock names', async () => {
    const directory = await temporaryDirectory();
    const other = createServer();
    other.on('connection', (socket) => socket.end('something else'));
    const { port, close } = await listenOnLoopback(other, 0);
    await writeFile(
      join(directory, 'stack.lock'),
      JSON.stringify({ pid: process.pid, port, token: 'of the stack' }),
    );

    const taken = await takeStackDirectory(directory);
    taken.release();
    await close();

    expect(taken.path).toBe(directory);
  });
});
