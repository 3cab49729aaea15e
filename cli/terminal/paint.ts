import { styleText } from 'node:util';
import type { Screen } from './screen.ts';

/** Tone of a text. `good`, `bad` and `waiting` describe mail, tenants and dead letters. */
export type Tone = 'good' | 'bad' | 'waiting' | 'label' | 'heading';

const formats = {
  good: 'green',
  bad: 'red',
  waiting: 'yellow',
  label: 'dim',
  heading: 'bold',
} as const;

/** Colours a printable text, if the screen has colours. */
export const paint = (screen: Screen, tone: Tone | undefined, text: string): string =>
  tone === undefined || !screen.hasColours
    ? text
    : styleText(formats[tone], text, { validateStream: false });

const states: ReadonlyMap<string, Tone> = new Map([
  ...['sent', 'delivered', 'healthy', 'redriven', 'would-redrive'].map(
    (state) => [state, 'good'] as const,
  ),
  ...[
    'bounced',
    'complained',
    'failed',
    'failed-at-ses',
    'rejected',
    'rejected-by-ses',
    'expired',
    'paused',
    'invalid',
    'unfit',
  ].map((state) => [state, 'bad'] as const),
  ...['held', 'delayed', 'bounced-softly', 'suppressed', 'sending', 'warned'].map(
    (state) => [state, 'waiting'] as const,
  ),
]);

/** The tone of a state of a mail, a tenant, an event or a redrive; undefined for other states. */
export const toneOfState = (state: string): Tone | undefined => states.get(state);
