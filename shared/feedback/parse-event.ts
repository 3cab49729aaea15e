import { openEnvelope } from './open-envelope.ts';
import { type ParsedEvent, readSesEvent } from './read-ses-event.ts';

/**
 * Finds the events of SES in a text or a parsed JSON document, in any envelope and either dialect.
 * Never throws.
 *
 * @returns one entry per document found, in document order; at least one
 * @example parseEvents(lambdaEvent).flatMap((found) => (found.kind === 'event' ? [found.event] :
 * []))
 */
export const parseEvents = (content: unknown): readonly ParsedEvent[] =>
  openEnvelope(content).map((opened) =>
    opened.kind === 'claim'
      ? publishedAt(opened.publishedAtMs, readSesEvent(opened.type, opened.document))
      : opened,
  );

const publishedAt = (publishedAtMs: number | undefined, parsed: ParsedEvent): ParsedEvent =>
  parsed.kind !== 'event' || publishedAtMs === undefined
    ? parsed
    : { ...parsed, event: { ...parsed.event, publishedAtMs } };
