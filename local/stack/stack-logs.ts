import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Log files of the stack, one per writer: `<name>.log`. */
export interface StackLogs {
  readonly directory: string;
  readonly write: (name: string, line: string) => void;
  readonly close: () => Promise<void>;
}

/** Opens empty logs in this directory and removes those of an earlier stack. */
export const openStackLogs = async (directory: string): Promise<StackLogs> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const streams = new Map<string, WriteStream>();
  const streamOf = (name: string): WriteStream => {
    const stream =
      streams.get(name) ?? createWriteStream(join(directory, `${name}.log`), { flags: 'a' });
    streams.set(name, stream);
    return stream;
  };
  return {
    directory,
    write: (name, line) => void streamOf(name).write(`${line}\n`),
    close: async () => {
      await Promise.all(
        [...streams.values()].map((stream) => new Promise((resolve) => stream.end(resolve))),
      );
    },
  };
};
