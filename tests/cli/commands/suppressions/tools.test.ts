import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSuppressionTools } from '../../../../cli/commands/suppressions/tools.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { capturedIo } from '../../captured-io.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suppression-tools-'));
});
afterEach(() => rm(folder, { recursive: true }));

const tools = () =>
  openSuppressionTools(
    {
      target: {
        connection: {
          region: 'eu-west-1',
          endpoint: 'http://127.0.0.1:9',
          credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
        },
        tables: { suppressions: 's' },
      } as never,
      clock: { now: () => 0, sleepUntil: async () => {} },
      streams: async () => basicStreams,
    },
    capturedIo(),
  );

describe('openSuppressionTools', () => {
  it('opens a file with its size, by which progress is shown', async () => {
    const path = join(folder, 'list.txt');
    await writeFile(path, 'ada@example.com\n');

    const { chunks, totalBytes } = await tools().openFile(path);

    let text = '';
    for await (const chunk of chunks) text += chunk.toString();
    expect([text, totalBytes]).toEqual(['ada@example.com\n', 16]);
  });

  it('opens no folder', async () => {
    await expect(tools().openFile(folder)).rejects.toThrow('it is a directory');
  });

  it('has a file written in place of an older, longer one', async () => {
    const path = join(folder, 'list.csv');
    await writeFile(`${path}.part`, 'something longer');
    const file = await tools().createFile(path);

    await file.write('short');
    await file.finish();

    expect(await readFile(path, 'utf8')).toBe('short');
  });
});
