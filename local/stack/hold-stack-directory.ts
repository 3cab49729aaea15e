import { removeContractFiles } from './contract-files.ts';
import { takeStackDirectory } from './stack-directory.ts';
import type { Teardown } from './teardown.ts';

/**
 * Takes a directory for the lifetime of the stack. At the teardown, or when the process exits
 * without one, the directory is released and the files that mark a running stack are removed.
 *
 * @returns path of the directory
 */
export const holdStackDirectory = async (
  directory: string,
  teardown: Teardown,
): Promise<string> => {
  const { path, release } = await takeStackDirectory(directory);
  const giveBack = (): void => {
    removeContractFiles(path);
    release();
  };
  process.on('exit', giveBack);
  teardown.add(() => {
    process.off('exit', giveBack);
    giveBack();
  });
  // Removes files left by a stack that was killed.
  removeContractFiles(path);
  return path;
};
