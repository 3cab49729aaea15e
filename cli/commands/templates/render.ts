import { readFile } from 'node:fs/promises';
import { decodeUtf8 } from '../../../shared/email/decode-utf8.ts';
import { messageLimits } from '../../../shared/email/message-limits.ts';
import type { TemplateParts } from '../../../shared/ses-templates/ports.ts';
import { parseJson } from '../../../shared/system/parse-json.ts';
import { type RenderedText, renderTemplate } from '../../../shared/templates/render-template.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { printParts } from './show.ts';
import { isTemplateName, readTemplateFolder } from './template-folder.ts';
import { type FolderOptions, withFolder } from './with-folder.ts';

export interface RenderOptions extends FolderOptions {
  readonly data?: string;
}

/**
 * `ses-pipeline templates render NAME`: renders a template of the folder as SES would.
 *
 * @returns 0; 2 when a file cannot be read; 3 when there is no such template, or when it cannot be
 *   rendered, after all that is missing
 */
export const renderOfFolder = async (
  name: string,
  options: RenderOptions,
  io: CommandIo,
): Promise<number> => {
  if (!isTemplateName(name)) {
    io.printError('The name of a template has 1 to 64 of A-Z a-z 0-9 _ and -.');
    return exitCodes.usage;
  }
  const data = await readData(options.data);
  if (data.kind === 'unreadable') {
    io.printError(data.problem);
    return exitCodes.usage;
  }
  return withFolder(readTemplateFolder(options.folder, name), io, async (folder) => {
    const template = folder.get(name);
    if (template !== undefined) return renderParts(name, template, data.data, options, io);
    io.printError(`${options.folder} has no template ${name}.`);
    return exitCodes.wrong;
  });
};

type DataReading =
  | { readonly kind: 'data'; readonly data: object }
  | { readonly kind: 'unreadable'; readonly problem: string };

const readData = async (path: string | undefined): Promise<DataReading> => {
  if (path === undefined) return { kind: 'data', data: {} };
  const unreadable = (problem: string): DataReading => ({
    kind: 'unreadable',
    problem: `${path} ${problem}.`,
  });
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return unreadable('cannot be read');
  const decoded = decodeUtf8(bytes);
  if (decoded.kind === 'unreadable') return unreadable(decoded.problem);
  if (decoded.text.length > messageLimits.templateData)
    return unreadable(`has more than ${messageLimits.templateData} characters`);
  const data = parseJson(decoded.text);
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? { kind: 'data', data }
    : unreadable('is not a JSON object');
};

const renderParts = (
  name: string,
  { subject, html, text }: TemplateParts,
  data: object,
  options: RenderOptions,
  io: CommandIo,
): number => {
  const rendered = {
    subject: renderTemplate(subject, data),
    html: renderTemplate(html ?? '', data),
    text: renderTemplate(text ?? '', data),
  };
  const problems = Object.entries(rendered).flatMap(([part, one]) => problemsOf(part, one));
  if (problems.length === 0) {
    printParts(
      name,
      {
        subject: textOf(rendered.subject),
        html: html === undefined ? undefined : textOf(rendered.html),
        text: text === undefined ? undefined : textOf(rendered.text),
      },
      options,
      io,
    );
    return exitCodes.fine;
  }
  if (options.json) io.print(JSON.stringify({ name, problems }));
  else
    for (const { part, missing, problem } of problems)
      io.printError(
        printable(
          missing === null ? `${part}: ${problem}` : `${part}: ${missing} is missing or null`,
        ),
      );
  return exitCodes.wrong;
};

const textOf = (rendered: RenderedText): string =>
  rendered.kind === 'rendered' ? rendered.text : '';

interface Problem {
  readonly part: string;
  /** Name of a value, as the template writes it. */
  readonly missing: string | null;
  readonly problem: string | null;
}

const problemsOf = (part: string, rendered: RenderedText): readonly Problem[] => {
  switch (rendered.kind) {
    case 'rendered':
      return [];
    case 'missing':
      return rendered.names.map((missing) => ({ part, missing, problem: null }));
    case 'malformed':
      return [{ part, missing: null, problem: rendered.problem }];
    default:
      return rendered satisfies never;
  }
};
