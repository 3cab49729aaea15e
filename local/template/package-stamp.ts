import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../shared/system/parse-json.ts';

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
  const parsed = stampSchema.safeParse(parseJson(stamp));
  return (
    parsed.success && parsed.data.sources === sources && parsed.data.template === hash(template)
  );
};

/** Writes beside a package what it was made of. */
export const writeStamp = async (output: string, sources: string): Promise<void> => {
  const template = hash(await readFile(join(output, templateName), 'utf8'));
  await writeFile(join(output, stampName), `${JSON.stringify({ sources, template })}\n`);
};

/** What a package is made with, beside its files. */
export interface PackageSurroundings {
  /** Version of Node, which runs the bundler and its plugins. */
  readonly node: string;
  /** Region of the deployment, which the environment may say. */
  readonly region: string;
}

/** Everything in these folders goes into a package, or says how it is made. */
const sourceFolders = ['functions', 'infra', 'shared'] as const;
/** Dependencies by their lock file. */
const sourceFiles = [
  'package-lock.json',
  'package.json',
  'serverless.yml',
  'tsconfig.json',
] as const;

/** Every file that goes into a package; paths from the root with `/`, in order. */
export const packageInputs = async (root: string): Promise<readonly string[]> => {
  const below = await Promise.all(
    sourceFolders.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
    ),
  );
  return [...below.flat(), ...sourceFiles].map((file) => file.replaceAll('\\', '/')).sort();
};

/** One value for all that goes into a project's package. */
export const hashOfSources = async (
  root: string,
  surroundings: PackageSurroundings = presentSurroundings(),
): Promise<string> => {
  const files = await packageInputs(root);
  const lines = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), 'utf8').catch(missing);
      return `${file} ${hash(text)}`;
    }),
  );
  return hash([JSON.stringify(surroundings), ...lines].join('\n'));
};

const presentSurroundings = (): PackageSurroundings => ({
  node: process.version,
  // As serverless.yml says.
  region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
});

/** A file that is not there is as good as an empty one: both change when it comes. */
const missing = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return '';
  throw error;
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined);
