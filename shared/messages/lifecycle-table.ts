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
 * The state machine as Markdown tables for docs/architecture.md: first the sender's moves, then
 * SES's events. All states after SES has the mail refuse the sender's moves alike, and all states
 * before it react to SES's events alike, so each group is one row.
 */
export const lifecycleTables = (): string =>
  [
    'Moves of the sender. A text in italics is the reason for a refusal; · means no change:',
    '',
    ...table([...senderStates, 'sent'], senderEvents),
    '',
    'Events of SES, whatever the sender had recorded before:',
    '',
    ...table(['waiting', ...sesStates], sesEvents),
    '',
  ].join('\n');

/** Lines of a page between which the tables are generated. */
const tableMarks = {
  begin: '<!-- lifecycle: npm run docs -->',
  end: '<!-- /lifecycle -->',
} as const;

/**
 * Inserts the tables into a page.
 *
 * @throws when the page lacks the marks
 */
export const withLifecycleTables = (page: string): string => {
  const begin = page.indexOf(tableMarks.begin);
  const end = page.indexOf(tableMarks.end);
  if (begin < 0 || end < begin)
    throw new Error(`The page lacks the lines ${tableMarks.begin} and ${tableMarks.end}.`);
  return `${page.slice(0, begin)}${tableMarks.begin}\n${lifecycleTables()}${page.slice(end)}`;
};
