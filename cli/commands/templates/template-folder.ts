import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeUtf8 } from '../../../shared/email/decode-utf8.ts';
import type { TemplateParts } from '../../../shared/ses-templates/ports.ts';
import { parseTemplate } from '../../../shared/templates/parse-template.ts';

/** Templates of a folder, by name, in the order of their names. */
export type TemplateFolder = ReadonlyMap<string, TemplateParts>;

/** The folder holds no templates that SES can take; each problem says where and what to do. */
export class UnreadableFolder extends Error {
  override readonly name = 'UnreadableFolder';

  readonly problems: readonly string[];
  /** There is no such folder at all. */
  readonly isMissing: boolean;

  constructor(problems: readonly string[], isMissing = false) {
    super('The folder cannot be read');
    this.problems = problems;
    this.isMissing = isMissing;
  }
}

/** File of each part of a template. */
const files = { subject: 'subject.txt', html: 'body.html', text: 'body.txt' } as const;

/** Most templates that SES stores in a region. */
const mostTemplates = 20_000;

/** Bytes of all parts of a template. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const maxBytes = 500 * 1024;

/**
 * Reads the templates of a folder: a folder for each, with the files `subject.txt`, `body.html` and
 * `body.txt`. A line break at the end of the subject does not belong to it.
 *
 * @param only - reads no other template
 * @throws UnreadableFolder with all problems at once
 */
export const readTemplateFolder = async (path: string, only?: string): Promise<TemplateFolder> => {
  const names = (await namesIn(path)).filter((name) => only === undefined || name === only);
  if (names.length > mostTemplates)
    throw new UnreadableFolder([`${path} has more than ${mostTemplates} templates.`]);
  const read = new Map<string, TemplateParts>();
  const problems: string[] = [];
  for (const name of names) {
    const template = await readTemplate(join(path, name));
    if (template.kind === 'read') read.set(name, template.parts);
    const found = template.kind === 'read' ? problemsOf(name, template.parts) : template.problems;
    problems.push(...found.map((problem) => `${join(path, name)}: ${problem}`));
  }
  if (problems.length > 0) throw new UnreadableFolder(problems);
  return read;
};

const namesIn = async (path: string): Promise<readonly string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => {
    const example = join(path, 'NAME', files.subject);
    const problem = `There is no folder ${path}. Name one with --folder, or make ${example}.`;
    throw new UnreadableFolder([problem], true);
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
};

type Reading =
  | { readonly kind: 'read'; readonly parts: TemplateParts }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

const readTemplate = async (path: string): Promise<Reading> => {
  const problems: string[] = [];
  const textOf = async (file: string): Promise<string | undefined> => {
    const bytes = await readFile(join(path, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') problems.push(`${file} cannot be read (${error.code})`);
      return undefined;
    });
    if (bytes === undefined) return undefined;
    const decoded = decodeUtf8(bytes);
    if (decoded.kind === 'text') return decoded.text;
    problems.push(`${file} ${decoded.problem}`);
    return undefined;
  };
  const subject = (await textOf(files.subject))?.replace(/\r?\n$/, '');
  const [html, text] = [await textOf(files.html), await textOf(files.text)];
  if (problems.length > 0) return { kind: 'unreadable', problems };
  return subject === undefined
    ? { kind: 'unreadable', problems: [`has no ${files.subject}`] }
    : { kind: 'read', parts: { subject, html, text } };
};

const problemsOf = (name: string, parts: TemplateParts): readonly string[] => {
  const { subject, html, text } = parts;
  const bytes = [subject, html ?? '', text ?? ''].reduce(
    (sum, part) => sum + Buffer.byteLength(part),
    0,
  );
  return [
    ...(isTemplateName(name) ? [] : ['the name may have 1 to 64 of A-Z a-z 0-9 _ and -']),
    ...(subject === '' ? [`${files.subject} is empty`] : []),
    ...(/[\r\n]/.test(subject) ? [`${files.subject} has more than one line`] : []),
    ...(html || text ? [] : [`has neither ${files.html} nor ${files.text}`]),
    ...(bytes > maxBytes ? ['comes to more than 500 KB, which SES does not take'] : []),
    ...malformedParts(parts),
  ];
};

const malformedParts = (parts: TemplateParts): readonly string[] =>
  (['subject', 'html', 'text'] as const).flatMap((part) => {
    const parsed = parseTemplate(parts[part] ?? '');
    return parsed.kind === 'malformed' ? [`${files[part]}: ${parsed.problem}`] : [];
  });

/** Whether SES takes the name of a template. */
export const isTemplateName = (name: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(name);
