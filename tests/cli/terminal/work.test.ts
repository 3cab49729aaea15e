import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { showWork } from '../../../cli/terminal/work.ts';

const streams = (isTTY: boolean) => {
  const written: string[] = [];
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  output.on('data', (data) => void written.push(stripVTControlCharacters(String(data))));
  const input = Object.assign(new PassThrough(), { isTTY });
  return { written, streams: { output, input, environment: {} } };
};

describe('showWork', () => {
  it('says each thing once, a line each, where nothing can be drawn', () => {
    const { written, streams: where } = streams(false);
    const work = showWork('Packaging', where);
    work.tell('Packaging');
    work.tell('Creating the stack');
    work.done('Created');

    expect(written).toEqual(['Packaging\n', 'Creating the stack\n', 'Created\n']);
  });

  it.each(['done', 'failed'] as const)(
    'draws on a terminal, and leaves the last line: %s',
    async (end) => {
      const before = process.listenerCount('exit');
      const { written, streams: where } = streams(true);
      const work = showWork('Packaging', where);
      work.tell('Creating the stack');
      await new Promise((resolve) => setTimeout(resolve, 300));
      work[end]('That was it');

      expect(written.join('')).toMatch(/Creating the stack[\s\S]*That was it/);
      expect(process.listenerCount('exit')).toBe(before);
    },
  );
});
