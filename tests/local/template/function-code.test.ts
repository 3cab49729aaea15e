import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { unpackFunction } from '../../../local/template/function-code.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/bundles.ts';

const aZip = async (
  directory: string,
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const file = join(directory, 'function.zip');
  await writeFile(
    file,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
  return file;
};

afterAll(removeTemporaryDirectories);

describe('function-code', () => {
  it('unpacks every file, and the same content only once', async () => {
    const directory = await temporaryDirectory();
    const zip = await aZip(directory, {
      'functions/send/handler.mjs': 'export const a = 1;',
      'package.json': '{"type":"module"}',
    });

    const first = await unpackFunction(zip, directory, 'send');
    const again = await unpackFunction(zip, directory, 'send');

    expect(again).toBe(first);
    expect(await readFile(join(first, 'functions/send/handler.mjs'), 'utf8')).toBe(
      'export const a = 1;',
    );
    expect(await readFile(join(first, 'package.json'), 'utf8')).toBe('{"type":"module"}');
  });

  it('unpacks other content elsewhere', async () => {
    const directory = await temporaryDirectory();
    const first = await unpackFunction(await aZip(directory, { a: '1' }), directory, 'send');
    const second = await unpackFunction(await aZip(directory, { a: '2' }), directory, 'send');

    expect(second).not.toBe(first);
    expect(await readFile(join(first, 'a'), 'utf8')).toBe('1');
  });

  it('keeps the settings of this project away from bundles that have none of their own', async () => {
    const directory = await temporaryDirectory();
    const code = await unpackFunction(
      await aZip(directory, { 'handler.js': '' }),
      directory,
      'send',
    );

    expect(JSON.parse(await readFile(join(code, 'package.json'), 'utf8'))).toEqual({});
  });

  it('refuses to write outside its directory', async () => {
    const directory = await temporaryDirectory();
    const zip = await aZip(directory, { '../../evil.mjs': 'x' });

    await expect(unpackFunction(zip, directory, 'send')).rejects.toThrow(
      /holds an entry outside the function: \.\.\/\.\.\/evil\.mjs/,
    );
  });
});
