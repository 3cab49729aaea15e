import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What the local stacks of the folder one is in, or else of the project, have written. Several may
 * run side by side: the one that the environment points at goes before the first.
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
