import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  hashOfSources,
  isCurrent,
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
});
