import { readFile } from 'node:fs/promises';

/** Reads a file, `-` for standard input; rejects when it cannot be read. */
export const readInput = (path: string): Promise<Uint8Array> =>
  readFile(path === '-' ? '/dev/stdin' : path);
