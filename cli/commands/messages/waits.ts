import type { Obstacle } from '../../../shared/following/obstacles.ts';
import type { Detail } from '../../terminal/details.ts';

/** What a mail waits for, as `--json` shows it. */
export const toWait = ({ kind, text, untilMs, command }: Obstacle) => ({
  kind,
  text,
  until: untilMs === undefined ? null : new Date(untilMs).toISOString(),
  command: command === undefined ? null : `npx ${command}`,
});

/** What a mail waits for, a line each, with the command below it. */
export const waitDetails = (obstacles: readonly Obstacle[]): readonly Detail[] =>
  obstacles.map(toWait).flatMap(({ kind, text, until, command }) => [
    {
      label: labels[kind] ?? 'waits for',
      text: `${text}${until === null ? '' : `; until ${until}`}`,
      tone: 'waiting',
    },
    ...(command === null ? [] : [{ label: '', text: command }]),
  ]);

const labels: Readonly<Partial<Record<Obstacle['kind'], string>>> = {
  'cannot-tell': 'cannot tell',
  next: 'next',
};
