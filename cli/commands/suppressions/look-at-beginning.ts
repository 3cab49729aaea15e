import { isUtf16 } from '../../../shared/email/decode-utf8.ts';

/** The beginning of a file, and its whole content. */
export interface Beginning {
  /** Its first character other than white space; undefined when the file is empty. */
  readonly first: string | undefined;
  readonly isUtf16: boolean;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Looks at the beginning of a file; the returned content still includes it. */
export const lookAtBeginning = async (chunks: AsyncIterable<Uint8Array>): Promise<Beginning> => {
  const rest = chunks[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let first: string | undefined;
  while (first === undefined) {
    const next = await rest.next();
    if (next.done) break;
    begun.push(next.value);
    first = firstCharacter(Buffer.concat(begun));
    if (begun.length > 16) break;
  }
  return {
    first,
    isUtf16: begun[0] !== undefined && isUtf16(begun[0]),
    chunks: (async function* () {
      yield* begun;
      yield* { [Symbol.asyncIterator]: () => rest };
    })(),
  };
};

const firstCharacter = (bytes: Uint8Array): string | undefined =>
  /[^\s\uFEFF]/.exec(Buffer.from(bytes.subarray(0, 4_096)).toString('utf8'))?.[0];
