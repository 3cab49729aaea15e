import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnServerless } from '../../cli/serverless/spawn-serverless.ts';
import { endWithParent } from '../child-process.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * Runs a command of the Serverless Framework that needs no account (`package`, `print`) on this
 * service. It ends with this process at the latest.
 *
 * @param folder - folder of the service; default: this project
 * @returns what it printed on its standard output
 * @throws ServerlessError with its whole output, when it fails
 */
export const runServerless = async (args: readonly string[], folder = root): Promise<string> => {
  const scratch = await mkdtemp(join(tmpdir(), 'ses-pipeline-scratch-'));
  try {
    return await spawnServerless({
      program: join(root, 'node_modules', 'serverless', 'bin', 'serverless.js'),
      flags: ['--import', endWithParent],
      ...{ folder, args, scratch },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
