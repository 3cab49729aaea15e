import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { FunctionDefinition } from '../../../local/lambda/function-definition.ts';
import { unpackFunction } from '../../../local/template/function-code.ts';

/** A temporary directory that `removeTemporaryDirectories` takes away. */
const made: string[] = [];

export const temporaryDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'ses-pipeline-'));
  made.push(directory);
  return directory;
};

export const removeTemporaryDirectories = async (): Promise<void> => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
};

/** Writes a zip as `serverless package` does: one file, `handler.mjs`. */
export const writeBundle = async (
  directory: string,
  name: string,
  source: string,
): Promise<string> => {
  const file = join(directory, `${name}.zip`);
  await writeFile(file, zipSync({ 'handler.mjs': strToU8(source) }));
  return file;
};

/** A function of 128 MB and a minute whose handler has this source. */
export const aFunction = async (
  source: string,
  changes: Partial<FunctionDefinition> = {},
): Promise<FunctionDefinition> => {
  const directory = await temporaryDirectory();
  const zip = await writeBundle(directory, 'function', source);
  return {
    name: 'local-test',
    handler: 'handler.handler',
    codeDirectory: await unpackFunction(zip, directory, 'function'),
    memoryMegabytes: 128,
    timeoutSeconds: 60,
    environment: {},
    region: 'eu-west-1',
    accountId: '000000000000',
    ...changes,
  };
};
