import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** The file could not be written completely, so it does not exist. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten';
}

/** A file that appears under its name only when it is complete. */
export interface WholeFile {
  /** Resolves when the whole text is written. */
  readonly write: (text: string) => Promise<void>;
  /** Flushes the file to disk, then gives it its name. */
  readonly finish: () => Promise<void>;
  /** Deletes the unfinished file. */
  readonly abandon: () => Promise<void>;
}

/**
 * Begins a file, beside its place.
 *
 * @throws NotWritten from every step, with what the system says; a full disk may show at the last
 */
export const createWholeFile = async (
  path: string,
  openPart: OpenPart = (part) => open(part, 'w'),
): Promise<WholeFile> => {
  const part = `${path}.part`;
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw new NotWritten(problemOf(error), { cause: error });
    }
  };
  const file = await attempt(() => openPart(part));
  return {
    // Unlike write, which may take a part of the text and call that done.
    write: (text) => attempt(() => file.writeFile(text)),
    finish: () =>
      attempt(async () => {
        await file.sync();
        await file.close();
        await rename(part, path);
      }),
    abandon: async () => {
      await file.close().catch(() => undefined);
      await rm(part, { force: true }).catch(() => undefined);
    },
  };
};

const problemOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'it cannot be written';

/** What a file is written with: all that can fail on the way to the disk. */
export type OpenPart = (path: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;
