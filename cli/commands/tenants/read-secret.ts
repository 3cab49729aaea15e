import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';

/** Where a secret is read from: never from the command line, which other users of the machine see. */
export interface SecretSource {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: { readonly write: (text: string) => unknown };
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
export const readSecret = ({
  input,
  output,
  prompt = 'Secret access key',
}: SecretSource): Promise<string | undefined> =>
  input.isTTY === true ? readHidden(input, output, prompt) : readAll(input);

const readAll = async (input: Readable): Promise<string | undefined> => {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) {
    text += chunk;
    if (text.length > mostCharacters) return undefined;
  }
  return text.replace(/\r?\n$/, '');
};

const readHidden = async (
  input: Readable,
  output: SecretSource['output'],
  prompt: string,
): Promise<string | undefined> => {
  // Takes what readline would show of what is typed.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  output.write(`${prompt} (not shown): `);
  const line = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve);
    lines.once('SIGINT', () => resolve(undefined));
    lines.once('close', () => resolve(undefined));
  });
  lines.close();
  output.write('\n');
  return line !== undefined && line.length <= mostCharacters ? line : undefined;
};
