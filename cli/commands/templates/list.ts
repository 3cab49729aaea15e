import { exitCodes } from '../../command-io.ts';
import { createTable } from '../../terminal/table.ts';
import { type TemplateFolder, UnreadableFolder } from './template-folder.ts';
import type { TemplatesIo } from './templates-io.ts';
import { type FolderOptions, withFolder } from './with-folder.ts';

/**
 * `ses-pipeline templates list`: the templates that SES has, and those of the folder.
 *
 * @returns 0; 1 when SES does not answer; 2 when the folder cannot be read; 3 when there are none
 */
export const listTemplates = (options: FolderOptions, io: TemplatesIo): Promise<number> =>
  withFolder(folderIfAny(options.folder, io), io, async (folder) => {
    const stored = new Set(await io.templates.names());
    const table = createTable<Row>(
      [
        { title: 'TEMPLATE', of: ({ name }) => name },
        { title: 'SES', of: ({ inSes }) => (inSes ? 'yes' : '-') },
        { title: 'FOLDER', of: ({ inFolder }) => (inFolder ? 'yes' : '-') },
      ],
      io,
    );
    const names = [...new Set([...stored, ...folder.keys()])].sort();
    for (const name of names) {
      const row = { name, inSes: stored.has(name), inFolder: folder.has(name) };
      if (options.json) io.print(JSON.stringify(row));
      else table.add(row);
    }
    table.end();
    if (names.length > 0) return exitCodes.fine;
    io.printError(`Neither SES nor ${options.folder} has a template.`);
    return exitCodes.wrong;
  });

interface Row {
  readonly name: string;
  readonly inSes: boolean;
  readonly inFolder: boolean;
}

/** Without a folder, SES alone is listed. */
const folderIfAny = (path: string, io: TemplatesIo): Promise<TemplateFolder> =>
  io.readFolder(path).catch((error: unknown) => {
    if (error instanceof UnreadableFolder && error.isMissing) return new Map();
    throw error;
  });
