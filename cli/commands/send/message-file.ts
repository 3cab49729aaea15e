import { decodeUtf8, withoutByteOrderMark } from '../../../shared/email/decode-utf8.ts';

type Fields = Readonly<Record<string, unknown>>;

interface FileIo {
  /** Reads a file, `-` for standard input; rejects when it cannot be read. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** Error of options that do not form a message; its text says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param what - what the text is, for the error
 * @throws UsageError when it is no JSON object
 */
export const readObject = (text: string, what: string): Fields => {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text));
    if (isObject(value)) return value;
  } catch {
    // The error below covers both invalid JSON and a value that is not an object.
  }
  throw new UsageError(`${what} is not a JSON object.`);
};

/** @throws UsageError when the file cannot be read */
export const readBytes = async (path: string, io: FileIo): Promise<Uint8Array> => {
  try {
    return await io.readFile(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`,
    );
  }
};

/** @throws UsageError when the file cannot be read as UTF-8 */
export const readText = async (path: string, io: FileIo): Promise<string> => {
  const decoded = decodeUtf8(await readBytes(path, io));
  if (decoded.kind === 'unreadable') throw new UsageError(`${path} ${decoded.problem}.`);
  return decoded.text;
};
