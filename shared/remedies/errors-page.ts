import { actors, type Origin, origins, type Remedy, retries } from './remedy.ts';
import { remedyTable } from './remedy-table.ts';

/** The whole of docs/errors.md, written from the table of errors. */
export const errorsPage = (): string => [introduction, ...sections(), ''].join('\n');

const introduction = `# Errors and what to do

Written from the table in \`shared/remedies/\` by \`npm run docs\`; do not edit it by hand.

\`npx ses-pipeline explain error '554 Message rejected: …'\` looks an error up: a line of a log, an
exception, a reply of a server, a bounce. \`status\`, the dead letters and the API say what to do by
the same table. What is not in it is told as unknown; nothing is guessed.

Each entry has a stable name, such as \`ses/not-verified\`. "Who acts" is who has to do something:
${Object.values(actors).join('; ')}. "Again" says whether it is tried again without a person:

${Object.entries(retries)
  .map(([name, text]) => `- **${name}**: ${text}`)
  .join('\n')}
`;

const sections = (): readonly string[] => {
  const byOrigin = Map.groupBy(remedyTable(), ({ origin }) => origin);
  return [...byOrigin].map(([origin, entries]) => sectionOf(origin, entries));
};

const sectionOf = (origin: Origin, entries: readonly Remedy[]): string =>
  [
    `## ${origins[origin]}`,
    '',
    '| name | reads like | cause | what to do | who acts | again | source |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...entries.map(rowOf),
    '',
  ].join('\n');

const rowOf = ({ key, samples, cause, remedy, actor, retry, sources }: Remedy): string =>
  `| ${[
    `\`${key}\``,
    `\`${cell(samples[0])}\``,
    cell(cause),
    cell(remedy),
    actor,
    retry,
    sources.map(link).join(', '),
  ].join(' | ')} |`;

/** Plain text that does not end a cell of a table. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('`', '').replace(/\s+/g, ' ');

const link = (source: string, place: number): string => {
  if (source.startsWith('https://')) return `[${place + 1}](${source})`;
  return source.startsWith('docs/') ? `[${place + 1}](${source.slice('docs/'.length)})` : source;
};
