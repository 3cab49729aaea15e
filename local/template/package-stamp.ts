import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';

/** What a package was made of: one value for its sources, and one for the template beside it. */
const stampSchema = z.object({ sources: z.string(), template: z.string() });

/** Name of the stamp's file in the folder of the package. */
const stampName = 'made-of.json';

/** Name of the template in the folder of the package. */
export const templateName = 'cloudformation-template-update-stack.json';

/**
 * Whether the package in a folder was made of these sources.
 *
 * A package made by hand, for another stage say, has the sources' hash right and the template's
 * wrong.
 */
export const isCurrent = async (output: string, sources: string): Promise<boolean> => {
  const [template, stamp] = await Promise.all(
    [templateName, stampName].map((name) => readIfThere(join(output, name))),
  );
  if (template === undefined || stamp === undefined) return false;
  const parsed = stampSchema.safeParse(parseIfJson(stamp));
  return (
    parsed.success && parsed.data.sources === sources && parsed.data.template === hash(template)
  );
};

/** Writes beside a package what it was made of. */
export const writeStamp = async (output: string, sources: string): Promise<void> => {
  const template = hash(await readFile(join(output, templateName), 'utf8'));
  await writeFile(join(output, stampName), `${JSON.stringify({ sources, template })}\n`);
};

/**
 * One value for everything below a project's root that goes into its package; dependencies by their
 * lock file.
 */
export const hashOfSources = async (root: string): Promise<string> => {
  const code = (
    await Promise.all(
      ['functions', 'shared'].map((folder) => filesBelow(join(root, folder), '.ts')),
    )
  ).flat();
  const infra = (await readdir(join(root, 'infra')))
    .filter((name) => /\.(yml|cjs)$/.test(name))
    .map((name) => join(root, 'infra', name));
  const files = [
    ...code,
    ...infra,
    join(root, 'serverless.yml'),
    join(root, 'package-lock.json'),
  ].sort();
  const lines = await Promise.all(
    files.map(async (file) => `${relative(root, file)} ${hash(await readFile(file, 'utf8'))}`),
  );
  return hash(lines.join('\n'));
};

const filesBelow = async (folder: string, ending: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined);

const parseIfJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
