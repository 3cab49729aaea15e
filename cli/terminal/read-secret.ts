import type { Readable } from 'node:stream';
import { type AskingStreams, askerOn } from './asker.ts';

/** Where a secret is read from: never from the command line, which other users of the machine see. */
export interface SecretSource extends AskingStreams {
  /** Name of the secret in the prompt; default: secret access key. */
  readonly prompt?: string;
}

/** Characters that are read at most; a secret access key has 40. */
const mostCharacters = 1_000;

/**
 * Reads a secret: on a terminal from a prompt that does not show it, else from standard input.
 *
 * @returns without the line break at its end; undefined when it was broken off, or is too long
 */
export const readSecret = async ({
  prompt = 'Secret access key',
  ...streams
}: SecretSource): Promise<string | undefined> => {
  const isTyped = streams.input.isTTY === true;
  const text = await (isTyped ? askerOn(streams).secret(prompt) : readAll(streams.input));
  return text !== undefined && text.length <= mostCharacters ? text : undefined;
};

const readAll = async (input: Readable): Promise<string | undefined> => {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) {
    text += chunk;
    if (text.length > mostCharacters + lineBreak) return undefined;
  }
  return text.replace(/\r?\n$/, '');
};

/** Most characters of a line break. */
const lineBreak = 2;
