import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Folder that holds `serverless.yml` and all that it names: the clone, or the installed package.
 * Undefined in a copy of the command line without the infrastructure.
 *
 * @param from - folder of a module of this program
 */
export const packageDirectory = (from: string = import.meta.dirname): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'serverless.yml')) && isOurs(join(folder, 'package.json')))
      return folder;
    if (folder === dirname(folder)) return undefined;
  }
};

const isOurs = (file: string): boolean =>
  existsSync(file) && /"name": "ses-pipeline"/.test(readFileSync(file, 'utf8'));
