import { exitCodes } from '../../command-io.ts';
import { compareTemplates, isSameTemplate, type TemplateChange } from './compare.ts';
import { asJson, printChange } from './diff.ts';
import type { TemplatesIo } from './templates-io.ts';
import { type FolderOptions, withFolder } from './with-folder.ts';

export interface SyncTemplatesOptions extends FolderOptions {
  readonly delete?: boolean;
  readonly yes?: boolean;
}

/**
 * `ses-pipeline templates sync`: shows what differs, asks, and makes SES have the templates of the
 * folder. What only SES has stays, without `--delete`. After an interruption, running it again does
 * the rest.
 *
 * @returns 0; 1 when SES does not answer, or does not show what it was given, or after a no; 2 when the
 *   folder cannot be read, or nobody can be asked
 */
export const syncTemplates = (options: SyncTemplatesOptions, io: TemplatesIo): Promise<number> =>
  withFolder(io.readFolder(options.folder), io, async (folder) => {
    const changes = await compareTemplates(folder, io.templates);
    if (!options.json) for (const change of changes) printChange(change, io);
    const due = changes.filter(({ kind }) => kind !== 'extra' || options.delete);
    for (const { name } of changes.filter((change) => !due.includes(change))) {
      if (options.json)
        io.print(JSON.stringify({ name, change: 'extra', parts: [], outcome: 'left' }));
      else io.printError(`${name} stays, because only SES has it; --delete removes it.`);
    }
    if (due.length === 0) {
      if (!options.json) io.print(`SES has the templates of ${options.folder}.`);
      return exitCodes.fine;
    }
    const answer = await io.confirm(questionOf(due), options);
    if (answer.kind === 'refused') return answer.exitCode;
    for (const change of due) {
      const outcome = await carryOut(change, io);
      if (options.json) io.print(JSON.stringify({ ...asJson(change), outcome }));
      else if (outcome !== 'not-seen') io.print(`${change.name}  ${outcome}`);
      if (outcome === 'not-seen') {
        io.printError(`SES does not show what ${change.name} was given. Run sync again.`);
        return exitCodes.failed;
      }
    }
    return exitCodes.fine;
  });

const questionOf = (due: readonly TemplateChange[]): string => {
  const count = (kind: TemplateChange['kind']): number =>
    due.filter((change) => change.kind === kind).length;
  return `Create ${count('create')}, update ${count('update')} and delete ${count('extra')} templates in SES? What SES had of them before is lost.`;
};

/** Changes SES, and reads what it then has. */
const carryOut = async (
  change: TemplateChange,
  { templates }: Pick<TemplatesIo, 'templates'>,
): Promise<'created' | 'updated' | 'deleted' | 'not-seen'> => {
  const { kind, name } = change;
  if (kind === 'extra') {
    await templates.remove(name);
    return (await templates.find(name)) === undefined ? 'deleted' : 'not-seen';
  }
  if (kind === 'create') await templates.create(name, change.after);
  else await templates.update(name, change.after);
  const found = await templates.find(name);
  if (found === undefined || !isSameTemplate(found, change.after)) return 'not-seen';
  return kind === 'create' ? 'created' : 'updated';
};
