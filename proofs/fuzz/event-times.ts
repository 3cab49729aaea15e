import type { Json } from './event-types.ts';

/** Time of delivery of the batch; events happen in the half hour before. */
export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const dayMs = 86_400_000;

export const timeForms = [
  'zulu',
  'offset',
  'spaced',
  'old',
  'future',
  'text',
  'odd',
  'absent',
  'no-feedback-id',
] as const;

export type TimeForm = (typeof timeForms)[number];

/** Time fields of an event's object, and the time that they mean. */
export interface Times {
  readonly object: Json;
  readonly atMs: number | undefined;
}

/** Times of an event. Each number has times of its own, because time distinguishes some events. */
export const timesOf = (form: TimeForm, number: number, mailedMs: number | undefined): Times => {
  const atMs = nowMs - 1_000_000 + number * 1_000 + 7;
  const zulu = new Date(atMs).toISOString();
  switch (form) {
    case 'zulu':
    case 'no-feedback-id':
      return { object: { timestamp: zulu }, atMs };
    case 'offset':
      return {
        object: { timestamp: new Date(atMs - 5 * 3_600_000).toISOString().replace('Z', '-05:00') },
        atMs,
      };
    case 'spaced':
      return {
        object: { timestamp: `${zulu.slice(0, 19)} +0000` },
        atMs: Math.floor(atMs / 1000) * 1000,
      };
    case 'old':
      return {
        object: { timestamp: new Date(atMs - 20 * dayMs).toISOString() },
        atMs: atMs - 20 * dayMs,
      };
    case 'future':
      return {
        object: { timestamp: new Date(atMs + 900 * dayMs).toISOString() },
        atMs: atMs + 900 * dayMs,
      };
    case 'text':
      return { object: { timestamp: `day ${number}` }, atMs: mailedMs };
    case 'odd':
      return { object: { timestamp: number }, atMs: mailedMs };
    case 'absent':
      return { object: {}, atMs: mailedMs };
    default:
      return form satisfies never;
  }
};
