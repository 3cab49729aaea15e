import type { TemplateParts } from '../../../shared/ses-templates/ports.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { paint } from '../../terminal/paint.ts';
import { isTemplateName } from './template-folder.ts';
import type { TemplatesIo } from './templates-io.ts';

/**
 * `ses-pipeline templates show NAME`: the template as SES stores it.
 *
 * @returns 0; 1 when SES does not answer; 2 when the name cannot be one; 3 when there is none
 */
export const showTemplate = async (
  name: string,
  options: { readonly json?: boolean },
  io: TemplatesIo,
): Promise<number> => {
  if (!isTemplateName(name)) {
    io.printError('The name of a template has 1 to 64 of A-Z a-z 0-9 _ and -.');
    return exitCodes.usage;
  }
  const found = await io.templates.find(name);
  if (found === undefined) {
    io.printError(`SES has no template ${name}. Look with: ses-pipeline templates list`);
    return exitCodes.wrong;
  }
  printParts(name, found, options, io);
  return exitCodes.fine;
};

/** Prints the parts of a template, or of what was rendered of it. */
export const printParts = (
  name: string,
  { subject, text, html }: TemplateParts,
  { json }: { readonly json?: boolean },
  { print, screen }: Pick<CommandIo, 'print' | 'screen'>,
): void => {
  if (json) {
    print(JSON.stringify({ name, subject, html: html ?? null, text: text ?? null }));
    return;
  }
  const heading = (title: string): string => paint(screen, 'heading', title);
  print(`${heading('Subject:')} ${printable(subject)}`);
  for (const [title, part] of [
    ['Text:', text],
    ['HTML:', html],
  ] as const) {
    if (part === undefined) continue;
    print('');
    print(heading(title));
    for (const line of part.split(/\r?\n/)) print(printable(line));
  }
};
