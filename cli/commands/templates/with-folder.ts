import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type TemplateFolder, UnreadableFolder } from './template-folder.ts';

export interface FolderOptions {
  readonly folder: string;
  readonly json?: boolean;
}

/**
 * Runs a command on the templates of a folder.
 *
 * @returns its exit code; 2, after all problems of the folder, when it cannot be read
 */
export const withFolder = async (
  read: Promise<TemplateFolder>,
  { printError }: Pick<CommandIo, 'printError'>,
  run: (folder: TemplateFolder) => Promise<number>,
): Promise<number> => {
  try {
    return await run(await read);
  } catch (error) {
    if (!(error instanceof UnreadableFolder)) throw error;
    for (const problem of error.problems) printError(printable(problem));
    return exitCodes.usage;
  }
};
