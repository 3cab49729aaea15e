import { type Stream, type Streams, streamForm } from '../email/streams.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/** Stream of the mail that an event is about; undefined when it has no tag of one. */
export const streamOf = ({ tags }: Pick<FeedbackEvent, 'tags'>): Stream | undefined => {
  const tag = Object.hasOwn(tags, pipelineTags.stream) ? tags[pipelineTags.stream] : undefined;
  return tag !== undefined && streamForm.test(tag) ? tag : undefined;
};

/**
 * The event without a stream that the deployment has not. Whoever sends from an account may tag mail
 * with any name, and a name for each mail would swell the tables.
 */
export const withKnownStream = (event: FeedbackEvent, streams: Streams): FeedbackEvent => {
  const stream = streamOf(event);
  if (stream === undefined || streams.has(stream)) return event;
  const { [pipelineTags.stream]: _, ...tags } = event.tags;
  return { ...event, tags };
};
