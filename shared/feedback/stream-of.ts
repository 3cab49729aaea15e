import { type Stream, streams } from '../email/streams.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/**
 * Stream of the mail that an event is about; undefined when its tag is absent or names no known
 * stream.
 */
export const streamOf = ({ tags }: Pick<FeedbackEvent, 'tags'>): Stream | undefined => {
  const tag = Object.hasOwn(tags, pipelineTags.stream) ? tags[pipelineTags.stream] : undefined;
  return streams.find((stream) => stream === tag);
};
