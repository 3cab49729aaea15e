import { suppressionFor } from '../suppression/policy.ts';
import { defaultTenant } from './attribution.ts';
import type { FeedbackKind } from './feedback-event.ts';
import { parseEvents } from './parse-event.ts';
import type { ParsedEvent } from './read-ses-event.ts';
import { splitDocuments } from './split-documents.ts';

/** What the pipeline would do with one event. */
export interface Explanation {
  /** Position among the documents of the file, from 0. */
  readonly index: number;
  readonly kind: FeedbackKind | 'ignored' | 'invalid';
  /** Canonical addresses, distinct. */
  readonly recipients: readonly string[];
  /** Whether this event alone suppresses them under the default policy. */
  readonly suppress: boolean;
  readonly reason: string | null;
  readonly eventId: string | null;
  /** Reason for being ignored or invalid. */
  readonly detail?: string;
}

/**
 * Explains each event in a file (JSON, JSON lines or plain text; any envelope): its kind, its
 * recipients, and whether it suppresses them.
 */
export const explainEvents = (file: string): readonly Explanation[] =>
  splitDocuments(file).flatMap(parseEvents).map(explain);

const explain = (found: ParsedEvent, index: number): Explanation => {
  const nobody = { index, recipients: [], suppress: false, reason: null, eventId: null };
  switch (found.kind) {
    case 'ignored':
      return { ...nobody, kind: 'ignored', detail: found.why };
    case 'invalid':
      return { ...nobody, kind: 'invalid', detail: found.detail };
    case 'event': {
      const { kind, recipients, reason, eventId } = found.event;
      const suppress =
        suppressionFor(found.event, { tenantId: defaultTenant, nowMs: 0 }).length > 0;
      return { index, kind, recipients, suppress, reason: reason ?? null, eventId };
    }
    default:
      return found satisfies never;
  }
};
