import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';

/**
 * Unpacks the zip of a function below `<directory>/<name>/<hash of the zip>`, once per content.
 *
 * @returns the directory that holds the code, Lambda's task root
 * @throws Error when an entry would be written outside it
 */
export const unpackFunction = async (
  zipFile: string,
  directory: string,
  name: string,
): Promise<string> => {
  const zip = await readFile(zipFile);
  const target = resolve(
    directory,
    name,
    createHash('sha256').update(zip).digest('hex').slice(0, 16),
  );
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  for (const entry of Object.entries(unzipSync(zip))) await writeEntry(zipFile, partial, entry);
  // On Lambda a bundle without a package.json is CommonJS; the project's own package.json must not
  // change that here.
  if (!existsSync(join(partial, 'package.json')))
    await writeFile(join(partial, 'package.json'), '{}\n');
  await rename(partial, target).catch(async (error: unknown) => {
    // Another stack has unpacked it meanwhile.
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
};

const isInside = (directory: string, path: string): boolean =>
  !relative(directory, path).startsWith('..');

/** @throws Error when the entry would lie outside the folder */
const writeEntry = async (
  zipFile: string,
  folder: string,
  [entry, content]: readonly [string, Uint8Array],
): Promise<void> => {
  const path = join(folder, entry);
  if (!isInside(folder, path))
    throw new Error(`${zipFile} holds an entry outside the function: ${entry}`);
  if (entry.endsWith('/')) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};
