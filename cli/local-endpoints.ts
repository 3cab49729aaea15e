import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Text of the `endpoints.json` of a local stack, from the current folder or else from the
 * project's. When several stacks run side by side, the one to which the environment points is
 * preferred, else the first.
 */
export const readLocalEndpoints = async (): Promise<string | undefined> => {
  const texts: string[] = [];
  for (const folder of new Set([process.cwd(), root])) {
    const local = join(folder, '.local');
    const further = (await readdir(local).catch(() => []))
      .filter((name) => name.startsWith('stack-'))
      .toSorted();
    for (const stack of ['.', ...further]) {
      const text = await readFile(join(local, stack, 'endpoints.json'), 'utf8').catch(
        () => undefined,
      );
      if (text !== undefined) texts.push(text);
    }
  }
  const sqs = process.env.AWS_ENDPOINT_URL_SQS;
  return texts.find((text) => sqs !== undefined && text.includes(JSON.stringify(sqs))) ?? texts[0];
};
