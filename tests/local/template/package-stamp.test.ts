import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import {
  hashOfSources,
  isCurrent,
  packageInputs,
  templateName,
  writeStamp,
} from '../../../local/template/package-stamp.ts';

describe('package stamp', () => {
  let root: string;
  let output: string;

  const write = async (file: string, text: string): Promise<void> => {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  const isStillCurrent = async (): Promise<boolean> => isCurrent(output, await hashOfSources(root));

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ses-pipeline-stamp-'));
    output = join(root, '.serverless');
    await write('functions/one/handler.ts', 'export const handler = 1;');
    await write('shared/rule.ts', 'export const rule = 1;');
    await write('infra/tables.yml', 'Resources: {}');
    await write('serverless.yml', 'service: one');
    await write('package-lock.json', '{}');
    await write(`.serverless/${templateName}`, '{"Resources":{}}');
    await writeStamp(output, await hashOfSources(root));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('keeps a package while nothing changes that goes into it', async () => {
    await write('docs/page.md', 'A page.');
    await write('local/start.ts', 'export {};');
    await write('tests/one.test.ts', 'export {};');

    expect(await isStillCurrent()).toBe(true);
  });

  it.each([
    ['a function', 'functions/one/handler.ts'],
    ['a further file of a function', 'functions/one/further.ts'],
    ['a shared rule', 'shared/rule.ts'],
    ['a template', 'infra/tables.yml'],
    ['how bundles are made', 'infra/bundle-plugins.cjs'],
    ['the service', 'serverless.yml'],
    ['a dependency', 'package-lock.json'],
    ['the manifest', 'package.json'],
    ['how TypeScript is read', 'tsconfig.json'],
    ['a file of another kind', 'shared/email/table.json'],
    ['a nested template', 'infra/more/tables.yml'],
  ])('gives a package up when %s changes', async (_what, file) => {
    await write(file, 'other');

    expect(await isStillCurrent()).toBe(false);
  });

  it('gives a package up that was made with other parameters', async () => {
    await write(`.serverless/${templateName}`, '{"Resources":{"Other":{}}}');

    expect(await isStillCurrent()).toBe(false);
  });

  it.each(['made-of.json', templateName])('takes no package without %s', async (file) => {
    await rm(join(output, file));

    expect(await isStillCurrent()).toBe(false);
  });

  it.each([
    ['Node', { node: 'v99.0.0', region: 'us-east-1' }],
    ['the region', { node: process.version, region: 'eu-west-1' }],
  ])('gives a package up that was made with another of %s', async (_what, surroundings) => {
    const present = { node: process.version, region: 'us-east-1' };

    expect(await hashOfSources(root, surroundings)).not.toBe(await hashOfSources(root, present));
  });

  it('changes with every change of a file, its name or its place, and only then', async () => {
    const place = fc.constantFrom('functions/one', 'shared', 'shared/deep/er', 'infra');
    const name = fc.stringMatching(/^[a-z]{1,8}\.(?:ts|json|yml|cjs|txt)$/);
    const text = fc.string({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(place, name, text, text, async (folder, file, before, after) => {
        fc.pre(before !== after);
        const path = `${folder}/${file}`;
        const without = await hashOfSources(root);
        await write(path, before);
        const first = await hashOfSources(root);
        await write(path, after);
        const second = await hashOfSources(root);
        await write(path, before);
        const again = await hashOfSources(root);
        await rm(join(root, path));

        expect(new Set([without, first, second]).size).toBe(3);
        expect(again).toBe(first);
      }),
      { numRuns: 40 },
    );
  });
});

describe('package inputs', () => {
  const project = join(import.meta.dirname, '..', '..', '..');

  it('hold every file that is bundled, apart from dependencies', async () => {
    const inputs = new Set(await packageInputs(project));
    const handlers = [...inputs].filter((file) => /^functions\/[^/]+\/handler\.ts$/.test(file));
    const { metafile } = await build({
      absWorkingDir: project,
      entryPoints: handlers,
      outdir: 'unused',
      ...{ bundle: true, write: false, metafile: true, packages: 'external' },
      ...{ platform: 'node', format: 'esm', logLevel: 'silent' },
    });

    expect(handlers.length).toBeGreaterThan(8);
    expect(Object.keys(metafile.inputs).filter((file) => !inputs.has(file))).toEqual([]);
  });

  it('hold every file that serverless.yml names', async () => {
    const inputs = await packageInputs(project);
    const service = await readFile(join(project, 'serverless.yml'), 'utf8');
    const named = [...service.matchAll(/infra\/[\w.-]+\.\w+/g)].map(([file]) => file);

    expect(named.length).toBeGreaterThan(10);
    expect(inputs).toEqual(expect.arrayContaining(named));
  });
});
