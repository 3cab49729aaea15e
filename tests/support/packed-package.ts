import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const packed = z
  .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
  .check(z.minLength(1));

const link = async (app: string, name: string): Promise<void> => {
  const place = join(app, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(root, 'node_modules', name), place);
};

/**
 * Packs the project as `npm publish` would and unpacks it into a new program's node_modules, with
 * its dependencies beside it: those of the project, so that no registry is asked.
 *
 * @param app - an empty folder
 * @returns what the package holds
 */
export const installPackage = async (app: string): Promise<readonly string[]> => {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', app], {
    cwd: root,
    maxBuffer: 10_000_000,
  });
  const [pack] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('['))));
  const place = join(app, 'node_modules', 'ses-pipeline');
  await mkdir(place, { recursive: true });
  await run('tar', [
    '-xzf',
    join(app, pack?.filename ?? ''),
    '-C',
    place,
    '--strip-components',
    '1',
  ]);
  const { dependencies } = manifest.parse(
    JSON.parse(await readFile(join(place, 'package.json'), 'utf8')),
  );
  for (const name of [...Object.keys(dependencies), '@types/node']) await link(app, name);
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
  return pack?.files.map(({ path }) => path) ?? [];
};

const compilerOptions = {
  module: 'nodenext',
  target: 'es2022',
  strict: true,
  types: ['node'],
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
};

/**
 * Compiles a program to JavaScript as a strict user would, the types of the package included.
 *
 * @returns what the compiler says; empty when all is well
 */
export const compileIn = async (app: string, file: string): Promise<string> => {
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const answer = await run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    app,
  ]).catch((error: unknown) => error);
  return z.parse(z.looseObject({ stdout: z.string() }), answer).stdout;
};
