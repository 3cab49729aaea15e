import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { paint } from '../../terminal/paint.ts';
import { changedParts, compareTemplates, type TemplateChange } from './compare.ts';
import { lineDiff } from './line-diff.ts';
import type { TemplatesIo } from './templates-io.ts';
import { type FolderOptions, withFolder } from './with-folder.ts';

/**
 * `ses-pipeline templates diff`: what differs between SES and the folder.
 *
 * @returns 0 when nothing does; 1 when SES does not answer; 2 when the folder cannot be read; 3 when
 *   they differ
 */
export const diffTemplates = (options: FolderOptions, io: TemplatesIo): Promise<number> =>
  withFolder(io.readFolder(options.folder), io, async (folder) => {
    const changes = await compareTemplates(folder, io.templates);
    for (const change of changes) {
      if (options.json) io.print(JSON.stringify(asJson(change)));
      else printChange(change, io);
    }
    if (changes.length > 0) return exitCodes.wrong;
    if (!options.json) io.print(`SES has the templates of ${options.folder}.`);
    return exitCodes.fine;
  });

/** A change as programs read it: without the texts. */
export const asJson = (change: TemplateChange) => ({
  name: change.name,
  change: change.kind,
  parts: changedParts(change),
});

const saying = {
  create: 'is not in SES',
  update: 'differs in SES',
  extra: 'is in SES only',
} as const;

/** Prints a change, line by line. */
export const printChange = (change: TemplateChange, io: CommandIo): void => {
  io.print(`${paint(io.screen, 'heading', change.name)}  ${saying[change.kind]}`);
  if (change.kind === 'extra') return;
  const before = change.kind === 'update' ? change.before : undefined;
  for (const part of changedParts(change)) {
    io.print(`  ${paint(io.screen, 'label', part)}`);
    for (const line of lineDiff(before?.[part] ?? '', change.after[part] ?? ''))
      io.print(`    ${paint(io.screen, line.startsWith('+') ? 'good' : 'bad', printable(line))}`);
  }
};
