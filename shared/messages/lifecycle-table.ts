import {
  type LifeEvent,
  type LifeState,
  senderEvents,
  senderStates,
  sesEvents,
  sesStates,
  step,
} from './lifecycle.ts';

const cellOf = (state: LifeState, event: LifeEvent): string => {
  const answer = step(state, event);
  if (answer.kind === 'refused') return `_${answer.why}_`;
  return answer.state === state ? '·' : answer.state;
};

const nameOf = (event: LifeEvent): string => event.replace('ses:', '');

const table = (states: readonly LifeState[], events: readonly LifeEvent[]): readonly string[] => [
  `| | ${events.map(nameOf).join(' | ')} |`,
  `| --- |${' --- |'.repeat(events.length)}`,
  ...states.map(
    (state) => `| **${state}** | ${events.map((event) => cellOf(state, event)).join(' | ')} |`,
  ),
];

/**
 * The life of a mail as Markdown tables for docs/architecture.md: what the sender does, then what
 * SES tells. The states in which SES has it refuse all moves of the sender alike, and those in
 * which it has it not all move alike, so each stands there once.
 */
export const lifecycleTables = (): string =>
  [
    'What the sender does (_why_: refused, and nothing moves; ·: stays as it is):',
    '',
    ...table([...senderStates, 'sent'], senderEvents),
    '',
    'What SES tells; whatever the sender had written, its word goes above it:',
    '',
    ...table(['waiting', ...sesStates], sesEvents),
    '',
  ].join('\n');

/** Between these lines of a page stands what is generated. */
const tableMarks = {
  begin: '<!-- lifecycle: npm run docs -->',
  end: '<!-- /lifecycle -->',
} as const;

/**
 * The page with the tables in it.
 *
 * @throws when the page has no place for them
 */
export const withLifecycleTables = (page: string): string => {
  const begin = page.indexOf(tableMarks.begin);
  const end = page.indexOf(tableMarks.end);
  if (begin < 0 || end < begin)
    throw new Error(`The page lacks the lines ${tableMarks.begin} and ${tableMarks.end}.`);
  return `${page.slice(0, begin)}${tableMarks.begin}\n${lifecycleTables()}${page.slice(end)}`;
};
